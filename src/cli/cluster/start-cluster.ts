// Starts a cluster, or what of it does not run: sandboxes, the server in the first node's namespace,
// an agent in each further one. Everything that is made is in the ledger before it is made.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StartMessage } from "#component-base";
import {
  type ClusterNetwork,
  ensureNodeSandboxes,
  type HostListener,
  Ledger,
  type NodeSandbox,
  openHostListener,
} from "#sandbox";
import { type CliEnvironment, CommandError } from "../environment.ts";
import { type ClusterPaths, type ClusterSpec, clusterPaths } from "./cluster-spec.ts";
import { readIdentity, startDaemon } from "./daemons.ts";

export const serviceCidr = "10.96.0.0/16";
export const clusterCidr = "10.244.0.0/16";
const apiPort = 6443;

export interface StartClusterOptions {
  spec: ClusterSpec;
  environment: CliEnvironment;
  /** "FILE=NAME" of each image that nodes shall have. */
  imageArchives: Promise<string[]>;
  signal: AbortSignal;
  onMessage: (node: string, message: StartMessage) => void;
}

export function networkOf(spec: ClusterSpec): ClusterNetwork {
  return {
    cluster: spec.name,
    index: spec.index,
    egress: spec.egress,
    serviceCIDR: serviceCidr,
    podCIDR: clusterCidr,
  };
}

/** Resolves with the names of the daemons that had to be started; empty: everything ran. */
export async function startCluster(options: StartClusterOptions): Promise<string[]> {
  const { spec, environment } = options;
  const paths = clusterPaths(environment.home, spec.name);
  const ledger = new Ledger(paths.ledger);
  ledger.add({ kind: "cgroup", path: cgroupOf(spec.name) });
  const sandboxes = await ensureNodeSandboxes(networkOf(spec), spec.nodes.length, ledger);
  const started: string[] = [];
  const [first, ...others] = sandboxes as [NodeSandbox, ...NodeSandbox[]];
  if (!readIdentity(paths.server.identity)) {
    await startServer(options, { paths, ledger, sandbox: first });
    started.push("server");
  }
  await Promise.all(
    others.map(async (sandbox) => {
      if (readIdentity(paths.agent(sandbox.node).identity)) return;
      await startAgent(options, { paths, ledger, sandbox, server: first });
      started.push(`agent of ${sandbox.node}`);
    }),
  );
  return started;
}

export function cgroupOf(cluster: string): string {
  return `/coxswain-${cluster}`;
}

interface Place {
  paths: ClusterPaths;
  ledger: Ledger;
  sandbox: NodeSandbox;
}

async function nodeFlags(
  { spec, imageArchives }: StartClusterOptions,
  { paths, sandbox }: Place,
): Promise<string[]> {
  return [
    "--node-name",
    sandbox.node,
    "--node-ip",
    sandbox.address,
    "--node-dir",
    paths.nodeDirectory(sandbox.node),
    "--network-namespace",
    sandbox.namespacePath,
    "--egress",
    spec.egress,
    "--cgroup-parent",
    `${cgroupOf(spec.name)}/${sandbox.node}`,
    "--ledger",
    paths.ledger,
    "--service-cidr",
    serviceCidr,
    "--cluster-cidr",
    clusterCidr,
    ...(spec.egress === "nat"
      ? resolvers().flatMap((address) => ["--upstream-resolver", address])
      : []),
    ...(await imageArchives).flatMap((archive) => ["--image-archive", archive]),
  ];
}

/** Resolvers of this machine that a sandbox can reach: not those on loopback. */
function resolvers(): string[] {
  const files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
  for (const file of files.filter((one) => existsSync(one))) {
    const found = [...readFileSync(file, "utf8").matchAll(/^nameserver\s+(\S+)/gm)].map(
      (match) => match[1] as string,
    );
    const usable = found.filter(
      (address) => /^[\d.]+$/.test(address) && !address.startsWith("127."),
    );
    if (usable.length > 0) return usable;
  }
  return [];
}

function daemonEnvironment(environment: CliEnvironment): Record<string, string> {
  const kept = ["NODE_COMPILE_CACHE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
  return Object.fromEntries(
    kept.flatMap((name) =>
      environment.variables[name] ? [[name, environment.variables[name] as string]] : [],
    ),
  );
}

async function openListener(host: string, port: number, what: string): Promise<HostListener> {
  try {
    return await openHostListener(host, port);
  } catch (cause) {
    throw new CommandError(
      `Port ${port} of ${host} is taken, which ${what} needs; end who has it or choose another`,
      { cause },
    );
  }
}

async function startServer(options: StartClusterOptions, place: Place): Promise<void> {
  const { spec, environment, signal, onMessage } = options;
  const { paths, ledger, sandbox } = place;
  const listeners = [await openListener("127.0.0.1", spec.apiPort, "the API")];
  for (const { hostPort, nodePort } of spec.publish)
    listeners.push(await openListener("127.0.0.1", hostPort, `node port ${nodePort}`));
  try {
    const published = spec.publish.flatMap(({ nodePort }, index) => [
      "--publish-fd",
      `${index + 4}=${nodePort}`,
    ]);
    await startDaemon({
      label: "The server",
      argv: [
        ...environment.entry("server"),
        "--cluster-name",
        spec.name,
        "--data-dir",
        paths.directory,
        "--port",
        String(apiPort),
        "--bind-address",
        sandbox.address,
        "--listen-fd",
        "3",
        "--public-url",
        `https://127.0.0.1:${spec.apiPort}`,
        ...published,
        ...(await nodeFlags(options, place)),
      ],
      namespace: sandbox.namespacePath,
      files: paths.server,
      fileDescriptors: listeners.map((listener) => listener.fileDescriptor),
      env: daemonEnvironment(environment),
      ledger,
      signal,
      onMessage: (message) => onMessage(sandbox.node, message),
    });
  } finally {
    for (const listener of listeners) listener.close();
  }
}

async function startAgent(
  options: StartClusterOptions,
  place: Place & { server: NodeSandbox },
): Promise<void> {
  const { environment, signal, onMessage } = options;
  const { paths, ledger, sandbox, server } = place;
  await startDaemon({
    label: `The agent of ${sandbox.node}`,
    argv: [
      ...environment.entry("agent"),
      "--server",
      `https://${server.address}:${apiPort}`,
      "--token-file",
      paths.joinToken,
      "--certificate-authority",
      join(paths.pki, "ca.crt"),
      ...(await nodeFlags(options, place)),
    ],
    namespace: sandbox.namespacePath,
    files: paths.agent(sandbox.node),
    env: daemonEnvironment(environment),
    ledger,
    signal,
    onMessage: (message) => onMessage(sandbox.node, message),
  });
}
