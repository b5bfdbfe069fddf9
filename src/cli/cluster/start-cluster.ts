// Starts a cluster, or what of it does not run: sandboxes, the server in the first node's namespace,
// an agent in each further one. Everything that is made is in the ledger before it is made.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "#base";
import type { StartMessage } from "#component-base";
import { containerdPaths } from "#cri";
import {
  type ClusterNetwork,
  endProcess,
  ensureNodeSandboxes,
  type HostListener,
  Ledger,
  type NodeSandbox,
  openHostListener,
  type ProcessIdentity,
} from "#sandbox";
import { type CliEnvironment, CommandError } from "../environment.ts";
import {
  type ClusterPaths,
  type ClusterSpec,
  clusterPaths,
  type PublishedPort,
} from "./cluster-spec.ts";
import { readIdentity, startDaemon } from "./daemons.ts";

export const serviceCidr = "10.96.0.0/16";
export const clusterCidr = "10.244.0.0/16";
const apiPort = 6443;

export interface StartClusterOptions {
  spec: ClusterSpec;
  environment: CliEnvironment;
  /** "FILE=NAME" of each image that nodes shall have. */
  imageArchives: Promise<string[]>;
  sandboxes: readonly NodeSandbox[];
  /** Node ports that a running server serves already; it is started again for others. */
  published: readonly PublishedPort[];
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

/** Makes the nodes' network namespaces, or what of them is missing. */
export function makeSandboxes(
  spec: ClusterSpec,
  environment: CliEnvironment,
): Promise<NodeSandbox[]> {
  const ledger = new Ledger(clusterPaths(environment.home, spec.name).ledger);
  ledger.add({ kind: "cgroup", path: cgroupOf(spec.name) });
  return ensureNodeSandboxes(networkOf(spec), spec.nodes.length, ledger);
}

/**
 * Resolves with the names of the daemons that had to be started; empty: everything ran. When it
 * rejects, nothing is being started any more.
 */
export async function startCluster(options: StartClusterOptions): Promise<string[]> {
  const { spec, environment, sandboxes } = options;
  const paths = clusterPaths(environment.home, spec.name);
  const ledger = new Ledger(paths.ledger);
  const started: string[] = [];
  const [first, ...others] = sandboxes as [NodeSandbox, ...NodeSandbox[]];
  for (const { node } of sandboxes) writeRegistryMirrors(spec, paths.nodeDirectory(node));
  const running = readIdentity(paths.server.identity);
  const unpublished = spec.publish.filter(
    (one) => !options.published.some((other) => other.hostPort === one.hostPort),
  );
  if (!running || unpublished.length > 0) {
    // A port that is taken is to be found out while the old server still serves.
    for (const one of unpublished) (await openPublished(one)).close();
    if (running) await endServer(running, spec.name);
    await startServer(options, { paths, ledger, sandbox: first });
    started.push("server");
  }
  await allOrNone(options.signal, others, async (sandbox, signal) => {
    if (readIdentity(paths.agent(sandbox.node).identity)) return;
    await startAgent({ ...options, signal }, { paths, ledger, sandbox, server: first });
    started.push(`agent of ${sandbox.node}`);
  });
  return started;
}

/** The first failure ends the other work; rejects with it when all have ended. */
async function allOrNone<T>(
  outer: AbortSignal,
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    items.map((item) =>
      work(item, signal).catch((error: unknown) => {
        failures.push(error);
        failed.abort();
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}

async function endServer(identity: ProcessIdentity, name: string): Promise<void> {
  const isGone = await endProcess(identity, { clock: systemClock, graceMilliseconds: 20_000 });
  if (!isGone)
    throw new CommandError(
      `The server (process ${identity.pid}) does not end, which new published ports need; run: cox down ${name}`,
    );
}

/** containerd reads them at each pull. https://github.com/containerd/containerd/blob/v1.6.20/docs/hosts.md */
function writeRegistryMirrors(spec: ClusterSpec, nodeDirectory: string): void {
  const { registries } = containerdPaths(join(nodeDirectory, "containerd"));
  for (const { host, url } of spec.registryMirrors ?? []) {
    mkdirSync(join(registries, host), { recursive: true });
    writeFileSync(
      join(registries, host, "hosts.toml"),
      `[host."${url}"]\n  capabilities = ["pull", "resolve"]\n`,
    );
  }
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
  const passed = Object.fromEntries(
    kept.flatMap((name) =>
      environment.variables[name] ? [[name, environment.variables[name] as string]] : [],
    ),
  );
  return { ...environment.daemonVariables, ...passed };
}

async function openListener(host: string, port: number, what: string): Promise<HostListener> {
  try {
    return await openHostListener(host, port);
  } catch (cause) {
    throw new CommandError(
      `Port ${port} of ${host} is taken (${(cause as NodeJS.ErrnoException).code}), which ${what} needs; find who has it with: ss -ltnp sport = :${port}`,
      { cause },
    );
  }
}

function openPublished({ hostPort, nodePort }: PublishedPort): Promise<HostListener> {
  return openListener("127.0.0.1", hostPort, `the published node port ${nodePort}`);
}

async function startServer(options: StartClusterOptions, place: Place): Promise<void> {
  const { spec, environment, signal, onMessage } = options;
  const { paths, ledger, sandbox } = place;
  const listeners: HostListener[] = [];
  try {
    listeners.push(await openListener("127.0.0.1", spec.apiPort, `the API of "${spec.name}"`));
    for (const one of spec.publish) listeners.push(await openPublished(one));
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
