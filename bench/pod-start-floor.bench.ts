// How long the runtime itself takes to start a pod (sandbox, create, start), through the CRI and in
// a node sandbox: the floor for what the control plane adds to. Run by hand, as root, with nothing
// else running: node bench/pod-start-floor.bench.ts
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
const cluster = `bench${process.pid}`;
const directory = mkdtempSync(join(tmpdir(), "pod-start-floor-"));
const home = join(directory, "node");
const figures = new Map<string, number[]>();

async function measure<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  figures.set(name, [...(figures.get(name) ?? []), performance.now() - start]);
  return result;
}

function print(): void {
  for (const [name, values] of figures) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
    console.log(
      `${name.padEnd(28)} n=${String(sorted.length).padStart(3)}  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`,
    );
  }
}

async function startPod(runtime: ContainerdRuntime, pod: string, label: string): Promise<string> {
  const config: PodSandboxConfig = {
    metadata: { name: pod, namespace: "default", uid: pod, attempt: 0 },
    hostname: pod,
    logDirectory: join(home, "logs", pod),
    linux: { cgroupParent: `/${cluster}/${pod}`, securityContext: {} },
  };
  const container = {
    metadata: { name: "main", attempt: 0 },
    image: { image: "busybox" },
    command: ["sleep", "1000"],
    logPath: "main.log",
    linux: { resources: {}, securityContext: {} },
  };
  return measure(`${label}: pod`, async () => {
    const sandbox = await measure(`${label}: sandbox`, () => runtime.runPodSandbox(config, ""));
    const id = await measure(`${label}: create`, () =>
      runtime.createContainer(sandbox, container, config),
    );
    await measure(`${label}: start`, () => runtime.startContainer(id));
    return sandbox;
  });
}

async function removePods(runtime: ContainerdRuntime, sandboxes: string[]): Promise<void> {
  for (const id of sandboxes) {
    await runtime.stopPodSandbox(id);
    await runtime.removePodSandbox(id);
  }
}

async function main(ledger: Ledger): Promise<void> {
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
  const cache = join(tmpdir(), "coxswain-test-images");
  for (const archive of await imageArchives(cache, ["pause", "busybox", "nginx"], log))
    await measure(`import ${archive.name}`, () =>
      importImageArchive(archive.file, { clock, socketPath }),
    );
  const runtime = new ContainerdRuntime({ clock, socketPath });
  await removePods(runtime, [await startPod(runtime, "warm", "first")]);
  const serial: string[] = [];
  for (let index = 0; index < 10; index++)
    serial.push(await startPod(runtime, `serial-${index}`, "serial"));
  await removePods(runtime, serial);
  const names = Array.from({ length: 30 }, (_, index) => `parallel-${index}`);
  await measure("30 at once, until all run", () =>
    Promise.all(names.map((name) => startPod(runtime, name, "30 at once"))),
  );
  runtime.close();
  await containerd.stop();
}

const ledger = new Ledger(join(directory, "ledger"));
try {
  await main(ledger);
} finally {
  await measure("clean-up with 30 pods", () => cleanUp(ledger, { clock, log }));
  rmSync(directory, { recursive: true });
}
print();
