// A node without Kubernetes: sandbox, pod network and containerd, and pods started through the CRI
// by hand. The floor of what a cluster's start and a pod's start add to.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#base";
import { writeNetworkConfiguration } from "#cni";
import { silentLogger } from "#component-base";
import {
  ContainerdProcess,
  ContainerdRuntime,
  importImageArchive,
  type PodSandboxConfig,
} from "#cri";
import { imageArchives } from "#images";
import { chooseNetworkIndex, cleanUp, ensureNodeSandboxes, Ledger } from "#sandbox";

const clock = systemClock;
const log = silentLogger;

/** Images are built once on a machine and kept. */
export const imageCache = join(tmpdir(), "coxswain-test-images");

/** Times one step; the benchmark decides what becomes of the figure. */
export type Measure = <T>(step: string, work: () => Promise<T>) => Promise<T>;

export interface RuntimePodOptions {
  name: string;
  cgroupParent: string;
  logRoot: string;
  measure: Measure;
}

/** Sandbox, container, start: what a kubelet asks of the runtime for a pod. */
export async function startRuntimePod(
  runtime: ContainerdRuntime,
  { name, cgroupParent, logRoot, measure }: RuntimePodOptions,
): Promise<string> {
  const config: PodSandboxConfig = {
    metadata: { name, namespace: "default", uid: name, attempt: 0 },
    hostname: name,
    logDirectory: join(logRoot, name),
    linux: { cgroupParent: `${cgroupParent}/${name}`, securityContext: {} },
  };
  const container = {
    metadata: { name: "main", attempt: 0 },
    image: { image: "busybox" },
    command: ["sleep", "1000"],
    logPath: "main.log",
    linux: { resources: {}, securityContext: {} },
  };
  return measure("pod", async () => {
    const sandbox = await measure("sandbox", () => runtime.runPodSandbox(config, ""));
    const id = await measure("create", () => runtime.createContainer(sandbox, container, config));
    await measure("start", () => runtime.startContainer(id));
    return sandbox;
  });
}

export async function removeRuntimePods(
  runtime: ContainerdRuntime,
  sandboxes: readonly string[],
): Promise<void> {
  for (const id of sandboxes) {
    await runtime.stopPodSandbox(id);
    await runtime.removePodSandbox(id);
  }
}

export interface BareNode {
  runtime: ContainerdRuntime;
  cgroupParent: string;
  logRoot: string;
  importImages(): Promise<void>;
}

/** Leaves nothing behind. */
export async function withBareNode(
  measure: Measure,
  work: (node: BareNode) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "cox-bare-node-"));
  const ledger = new Ledger(join(directory, "ledger"));
  try {
    await runBareNode({ home: join(directory, "node"), ledger, measure }, work);
  } finally {
    await measure("clean-up", () => cleanUp(ledger, { clock, log }));
    rmSync(directory, { recursive: true });
  }
}

async function runBareNode(
  { home, ledger, measure }: { home: string; ledger: Ledger; measure: Measure },
  work: (node: BareNode) => Promise<void>,
): Promise<void> {
  const cluster = `bare${process.pid}`;
  const network = {
    cluster,
    index: chooseNetworkIndex(),
    egress: "none" as const,
    serviceCIDR: "10.96.0.0/16",
    podCIDR: "10.244.0.0/16",
  };
  const [sandbox] = await measure("node sandbox", () => ensureNodeSandboxes(network, 1, ledger));
  await writeNetworkConfiguration(join(home, "cni"), "ptp", {
    name: cluster,
    podCIDR: "10.244.0.0/24",
    dataDirectory: join(home, "ipam"),
    portMappings: false,
  });
  ledger.add(
    { kind: "containerd", directory: home },
    { kind: "mounts", directory: home },
    { kind: "cgroup", path: `/${cluster}` },
    { kind: "cni-network", name: cluster },
    { kind: "directory", path: home },
  );
  const containerd = new ContainerdProcess({
    clock,
    log,
    directory: home,
    sandboxImage: "docker.io/coxswain/pause:1",
    cniConfigDirectory: join(home, "cni"),
    cniBinaryDirectory: "/usr/lib/cni",
    ...(sandbox ? { namespace: sandbox.namespacePath } : {}),
    onStarted: (identity) => ledger.add({ kind: "process", label: "containerd", identity }),
  });
  await measure("containerd start", () => containerd.start());
  const { socketPath } = containerd;
  const runtime = new ContainerdRuntime({ clock, socketPath });
  const importImages = async (): Promise<void> => {
    for (const archive of await imageArchives(imageCache, ["pause", "busybox", "nginx"], log))
      await measure(`import ${archive.name}`, () =>
        importImageArchive(archive.file, { clock, socketPath }),
      );
  };
  try {
    await work({ runtime, cgroupParent: `/${cluster}`, logRoot: join(home, "logs"), importImages });
  } finally {
    runtime.close();
    await containerd.stop();
  }
}
