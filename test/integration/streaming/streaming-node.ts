// An API server and one kubelet's exec server, both real, on a container runtime that is not.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodes, pods } from "#api";
import type { Pod } from "#api/core/v1";
import { connectHandlers, type KubeletTls } from "#apiserver";
import { systemClock } from "#base";
import { issueCertificate } from "#bootstrap";
import { silentLogger } from "#component-base";
import type { ContainerEvent, ContainerRuntime } from "#cri";
import { type ContainerLocation, ExecServer, type PodContainers } from "#kubelet";
import { startTestApiServer, type TestApiServer } from "#testing";
import { FakeStreamingServer } from "./fake-streaming-server.ts";

export interface StreamingNode {
  cluster: TestApiServer;
  streaming: FakeStreamingServer;
  /** Where the log files of containers are: NAME.log. */
  logDirectory: string;
  /** By "pod/container". */
  containers: Map<string, Partial<ContainerLocation>>;
  addPod(name: string, containers?: readonly string[]): Promise<void>;
  /** A container ends. */
  exit(id: string): void;
  stop(): Promise<void>;
}

export async function startStreamingNode(): Promise<StreamingNode> {
  const directory = mkdtempSync(join(tmpdir(), "cox-streaming-"));
  const streaming = new FakeStreamingServer();
  await streaming.start();
  let started: TestApiServer | undefined;
  const pki = (): NonNullable<TestApiServer["pki"]> => (started as TestApiServer).pki as never;
  const cluster = await startTestApiServer({
    https: true,
    dependencies: {
      connect: connectHandlers({
        storeOf: (group, resource) => (started as TestApiServer).server.storeOf(group, resource),
        authorizer: { name: "all", authorize: () => ({ decision: "allow", reason: "" }) },
        kubeletTls: kubeletTlsOf(pki),
        random: Math.random,
        isAddressAllowed: () => true,
      }),
    },
  });
  started = cluster;
  const containers = new Map<string, Partial<ContainerLocation>>();
  const known = new Map<string, Pod>();
  const exited = new Set<string>();
  const listeners = new Set<(event: ContainerEvent) => void>();
  const execServer = new ExecServer({
    ...execServerBasics,
    tls: await servingTls(pki()),
    podContainers: podContainersOf(known, containers),
    runtime: fakeRuntime(streaming, { exited, listeners }),
  });
  await execServer.start();
  await createNode(cluster, execServer.port);
  const logDirectory = join(directory, "logs");
  mkdirSync(logDirectory);
  return {
    cluster,
    streaming,
    logDirectory,
    containers,
    addPod: async (name, containerNames = ["main"]) => {
      known.set(name, await createPod(cluster, name, containerNames));
      for (const containerName of containerNames) {
        containers.set(`${name}/${containerName}`, {
          containerId: `${name}-${containerName}`,
          state: "running",
          logPath: join(logDirectory, `${name}-${containerName}.log`),
        });
      }
    },
    exit: (id) => {
      exited.add(id);
      for (const listener of listeners) listener({ type: "stopped", id, exitCode: 0 });
    },
    stop: async () => {
      await execServer.stop();
      await cluster.stop();
      await streaming.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const execServerBasics = {
  clock: systemClock,
  log: silentLogger,
  nodeName: "node-1",
  address: { host: "127.0.0.1", port: 0 },
  authenticateToken: async (token: string) =>
    token === "good" ? { name: "jane", groups: [] } : undefined,
  authorize: async (user: { groups: readonly string[] }) => ({
    allowed: user.groups.includes("system:masters"),
    reason: "",
  }),
};

/** Read when it is used: the certificates are made with the server. */
function kubeletTlsOf(pki: () => NonNullable<TestApiServer["pki"]>): KubeletTls {
  return {
    get certificateAuthority() {
      return pki().authority.certificatePem;
    },
    get certificate() {
      return pki().kubeletClient.certificatePem;
    },
    get key() {
      return pki().kubeletClient.keyPem;
    },
  };
}

function podContainersOf(
  known: ReadonlyMap<string, Pod>,
  containers: ReadonlyMap<string, Partial<ContainerLocation>>,
): PodContainers {
  return {
    pod: (_namespace, name) => known.get(name),
    pods: () => [...known.values()],
    container: async (_namespace, name, containerName) =>
      containers.get(`${name}/${containerName}`) as ContainerLocation | undefined,
    sandboxId: async (_namespace, name) => (known.has(name) ? `sandbox-${name}` : undefined),
  };
}

async function servingTls(
  pki: NonNullable<TestApiServer["pki"]>,
): Promise<{ certificate: string; key: string; clientCertificateAuthority: string }> {
  const pair = await issueCertificate(pki.authority, {
    commonName: "system:node:node-1",
    organizations: ["system:nodes"],
    dnsNames: ["node-1"],
    ipAddresses: ["127.0.0.1"],
    usage: "server",
    validDays: 1,
    now: Date.now(),
  });
  return {
    certificate: pair.certificatePem,
    key: pair.keyPem,
    clientCertificateAuthority: pki.authority.certificatePem,
  };
}

function fakeRuntime(
  streaming: FakeStreamingServer,
  state: { exited: Set<string>; listeners: Set<(event: ContainerEvent) => void> },
): ContainerRuntime {
  const runtime: Partial<ContainerRuntime> = {
    exec: async (request) =>
      streaming.exec({
        cmd: request.cmd ?? [],
        stdin: request.stdin === true,
        tty: request.tty === true,
      }),
    // What runs in the container already: an echo.
    attach: async (request) =>
      streaming.exec({ cmd: ["cat"], stdin: request.stdin === true, tty: request.tty === true }),
    portForward: async () => streaming.portForward(),
    containerStatus: async (id) => ({
      id,
      state: state.exited.has(id) ? "CONTAINER_EXITED" : "CONTAINER_RUNNING",
    }),
    subscribe: (onEvent, _onReconnect, signal) => {
      state.listeners.add(onEvent);
      signal.addEventListener("abort", () => state.listeners.delete(onEvent), { once: true });
    },
    execSync: async (_id, command) => ({
      stdout: Buffer.from(command.join(",")),
      stderr: Buffer.alloc(0),
      exitCode: 0,
    }),
  };
  return runtime as ContainerRuntime;
}

async function createNode(cluster: TestApiServer, port: number): Promise<void> {
  const client = cluster.client.resource(nodes);
  const node = await client.create("", {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-1" },
    spec: {},
  });
  await client.updateStatus({
    ...node,
    status: {
      addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    },
  });
}

async function createPod(
  cluster: TestApiServer,
  name: string,
  containerNames: readonly string[],
): Promise<Pod> {
  const client = cluster.client.resource(pods);
  const pod = await client.create("default", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: {
      nodeName: "node-1",
      containers: containerNames.map((containerName) => ({ name: containerName, image: "box" })),
    },
  });
  return client.updateStatus({
    ...pod,
    status: {
      phase: "Running",
      podIP: "127.0.0.1",
      podIPs: [{ ip: "127.0.0.1" }],
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: containerNames.map((containerName) => ({
        name: containerName,
        image: "box",
        imageID: "box",
        ready: true,
        restartCount: 0,
        state: { running: {} },
      })),
    },
  });
}
