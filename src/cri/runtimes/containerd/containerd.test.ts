// The runtime on a real containerd, in a network namespace of its own.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { gzipSync } from "node:zlib";
import { systemClock } from "#base";
import { silentLogger } from "#component-base";
import { imageArchives, packLayer, writeImageArchive } from "#images";
import {
  chooseNetworkIndex,
  cleanUp,
  commandLine,
  ensureNodeSandboxes,
  holdProcess,
  Ledger,
  listProcesses,
  runCommand,
  type Trace,
} from "#sandbox";
import type * as cri from "../../protocol/messages.generated.ts";
import type { ContainerEvent, RuntimeError } from "../../runtime.ts";
import { importImageArchive } from "./image-import.ts";
import { ContainerdProcess, type ContainerdProcessOptions } from "./process.ts";
import { ContainerdRuntime } from "./runtime.ts";

const missing = ["/usr/bin/containerd", "/usr/lib/cni/ptp"].find((path) => !existsSync(path));
const skip =
  process.getuid?.() !== 0 ? "needs root" : missing === undefined ? false : `needs ${missing}`;

const directory = mkdtempSync(join(tmpdir(), "containerd-"));
const name = `cri-t${process.pid}`;
const clock = systemClock;
const log = silentLogger;
const events: ContainerEvent[] = [];
const abort = new AbortController();
let connections = 0;
let wake: () => void = () => {};
let enter: string[] = [];
let ledger: Ledger;
let options: ContainerdProcessOptions;
let containerd: ContainerdProcess;
let runtime: ContainerdRuntime;

async function until(condition: () => boolean): Promise<void> {
  const deadline = clock.monotonic() + 15_000;
  await holdProcess(async () => {
    while (!condition()) {
      assert.ok(clock.monotonic() < deadline, `no ${condition} among ${JSON.stringify(events)}`);
      await new Promise<void>((resolve) => {
        const timer = clock.after(1000, resolve);
        wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
  });
}

function hasStopped(id: string): boolean {
  return events.some((event) => event.type === "stopped" && event.id === id);
}

function writePodNetwork(configDirectory: string): void {
  const ipam = {
    type: "host-local",
    dataDir: join(directory, "ipam"),
    ranges: [[{ subnet: "10.244.0.0/24" }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  const plugins = [{ type: "ptp", ipMasq: false, ipam }];
  const withHostPorts = [...plugins, { type: "portmap", capabilities: { portMappings: true } }];
  for (const [path, list] of [
    [configDirectory, plugins],
    [join(configDirectory, "host-ports"), withHostPorts],
  ] as const) {
    mkdirSync(path, { recursive: true });
    const text = JSON.stringify({ cniVersion: "0.4.0", name, plugins: list });
    writeFileSync(join(path, "10-test.conflist"), text);
  }
}

const home = join(directory, "node");

function noteTraces(): void {
  ledger.add(
    { kind: "containerd", directory: home },
    { kind: "mounts", directory: home },
    { kind: "cgroup", path: `/${name}` },
    { kind: "cni-network", name },
    { kind: "directory", path: home },
  );
}

async function startNode(): Promise<void> {
  ledger = new Ledger(join(directory, "ledger"));
  const index = chooseNetworkIndex([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const network = {
    cluster: name,
    index,
    egress: "none" as const,
    serviceCIDR: "10.96.0.0/16",
    podCIDR: "10.244.0.0/16",
  };
  const [sandbox] = await ensureNodeSandboxes(network, 1, ledger);
  assert.ok(sandbox);
  enter = sandbox.enter;
  noteTraces();
  options = {
    clock,
    log,
    directory: home,
    sandboxImage: "docker.io/coxswain/pause:1",
    cniConfigDirectory: join(home, "cni"),
    cniBinaryDirectory: "/usr/lib/cni",
    namespace: sandbox.namespacePath,
    onStarted: (identity) => ledger.add({ kind: "process", label: "containerd", identity }),
  };
  writePodNetwork(options.cniConfigDirectory);
  containerd = new ContainerdProcess(options);
  assert.deepEqual(await containerd.start(), { adopted: false });
  const { socketPath } = containerd;
  const cache = join(tmpdir(), "coxswain-test-images");
  for (const { file, names } of await imageArchives(cache, ["pause", "busybox"], log))
    assert.deepEqual(await importImageArchive(file, { clock, socketPath }), names);
  runtime = new ContainerdRuntime({ clock, socketPath });
  const onConnect = (): void => {
    connections++;
    wake();
  };
  const onEvent = (event: ContainerEvent): void => {
    events.push(event);
    wake();
  };
  runtime.subscribe(onEvent, onConnect, abort.signal);
  await until(() => connections === 1);
}

function podConfig(pod: string, network: cri.NamespaceMode = "POD"): cri.PodSandboxConfig {
  return {
    metadata: { name: pod, namespace: "default", uid: pod, attempt: 0 },
    hostname: pod,
    logDirectory: join(directory, "logs", pod),
    linux: {
      cgroupParent: `/${name}/${pod}`,
      securityContext: { namespaceOptions: { network, pid: "CONTAINER", ipc: "POD" } },
    },
  };
}

async function startContainer(sandbox: string, config: cri.PodSandboxConfig, script: string) {
  const container: cri.ContainerConfig = {
    metadata: { name: "main", attempt: 0 },
    image: { image: "busybox" },
    command: ["sh", "-c", script],
    logPath: "main.log",
    linux: {
      resources: {},
      securityContext: { namespaceOptions: { network: "POD", pid: "CONTAINER", ipc: "POD" } },
    },
  };
  const id = await runtime.createContainer(sandbox, container, config);
  await runtime.startContainer(id);
  return id;
}

suite("ContainerdRuntime", { skip }, () => {
  before(startNode);
  after(async () => {
    abort.abort();
    runtime?.close();
    await containerd?.release();
    if (ledger) assert.deepEqual(await cleanUp(ledger, { clock, log }), []);
    const ours = listProcesses().filter(({ pid }) =>
      commandLine(pid).join(" ").includes(directory),
    );
    assert.deepEqual(ours, []);
    rmSync(directory, { recursive: true });
  });

  test("runs a pod: address, output, exec and exit", async () => {
    const config = podConfig("a");
    const sandbox = await runtime.runPodSandbox(config, "");
    const status = await runtime.podSandboxStatus(sandbox);
    assert.match(status.network?.ip ?? "", /^10\.244\.0\./);
    const id = await startContainer(
      sandbox,
      config,
      "echo hello; while [ ! -e /go ]; do sleep 0.05; done; exit 3",
    );
    const { stdout, exitCode } = await runtime.execSync(id, ["hostname"], 5);
    assert.deepEqual([Buffer.from(stdout).toString(), exitCode], ["a\n", 0]);
    assert.equal((await runtime.execSync(id, ["sh", "-c", "exit 7"], 5)).exitCode, 7);
    assert.equal(hasStopped(id), false, "the end of an exec is no end of the container");
    await runtime.execSync(id, ["touch", "/go"], 5);
    await until(() => hasStopped(id));
    const ended = await runtime.containerStatus(id);
    assert.deepEqual([ended.state, ended.exitCode, ended.reason], ["CONTAINER_EXITED", 3, "Error"]);
    assert.ok((ended.finishedAt ?? 0) >= (ended.startedAt ?? Number.POSITIVE_INFINITY));
    const event = events.find((each) => each.type === "stopped" && each.id === id);
    assert.equal(event?.exitCode, 3);
    const text = readFileSync(join(directory, "logs/a/main.log"), "utf8");
    assert.match(text, /^\S+ stdout F hello\n$/);
    await runtime.stopPodSandbox(sandbox);
    await runtime.removePodSandbox(sandbox);
    await runtime.removePodSandbox(sandbox);
    await until(() => events.some((each) => each.type === "deleted" && each.id === sandbox));
    assert.deepEqual(await runtime.listContainers(), []);
  });

  test("runs a pod on the node's network, and refuses what is not there", async () => {
    const config = podConfig("b", "NODE");
    const sandbox = await runtime.runPodSandbox(config, "");
    assert.equal((await runtime.podSandboxStatus(sandbox)).network?.ip, "");
    await runtime.removePodSandbox(sandbox);
    const isNotFound = (error: RuntimeError): boolean => error.code === "not-found";
    await assert.rejects(runtime.containerStatus("nothing"), isNotFound);
    await assert.rejects(runtime.podSandboxStatus("nothing"), isNotFound);
    await runtime.stopContainer("nothing", 1);
    assert.equal(await runtime.imageStatus("nothing:1"), undefined);
  });

  test("imports what docker saves, gzipped, and gives short names their full form", async () => {
    const tree = join(directory, "tree");
    mkdirSync(tree);
    const layer = await packLayer(tree);
    for (const [file, written] of [
      ["short.tar", "short:1"],
      ["zipped.tar.gz", "docker.io/library/zipped:1"],
    ] as const) {
      const path = join(directory, file);
      await writeImageArchive(path, { names: [written], layer, architecture: "amd64", run: {} });
      if (file.endsWith(".gz")) writeFileSync(path, gzipSync(readFileSync(path)));
      const { socketPath } = containerd;
      const [name = ""] = await importImageArchive(path, { clock, socketPath });
      assert.equal(name, `docker.io/library/${file.split(".")[0]}:1`);
      assert.ok((await runtime.imageStatus(name))?.repoTags?.includes(name));
    }
    const tags = (await runtime.listImages()).flatMap(({ repoTags }) => repoTags ?? []);
    assert.equal(tags.includes("short:1"), false);
  });

  test("maps host ports for the pods that ask for them", async () => {
    const mapping = { protocol: "TCP" as const, containerPort: 80, hostPort: 8081 };
    const config = { ...podConfig("d"), portMappings: [mapping] };
    const sandbox = await runtime.runPodSandbox(config, "");
    assert.equal((await runtime.podSandboxStatus(sandbox)).runtimeHandler, "");
    const rules = await runCommand([...enter, "iptables", "-t", "nat", "-S"]);
    assert.match(rules, /--dport 8081 .*DNAT/);
    await runtime.removePodSandbox(sandbox);
    assert.doesNotMatch(await runCommand([...enter, "iptables", "-t", "nat", "-S"]), /8081/);
  });

  test("knows the pods that were there before everything was killed, and runs new ones", async () => {
    const config = podConfig("e");
    const sandbox = await runtime.runPodSandbox(config, "");
    const id = await startContainer(sandbox, config, "sleep 1000");
    await containerd.release();
    const keep = ({ kind }: Trace): boolean => ["directory", "namespace", "link"].includes(kind);
    assert.deepEqual(await cleanUp(ledger, { clock, log, keep }), []);
    const before = connections;
    containerd = new ContainerdProcess(options);
    assert.deepEqual(await containerd.start(), { adopted: false });
    noteTraces();
    await until(() => connections > before);
    assert.equal((await runtime.containerStatus(id)).state, "CONTAINER_EXITED");
    assert.equal((await runtime.podSandboxStatus(sandbox)).state, "SANDBOX_NOTREADY");
    await runtime.removePodSandbox(sandbox);
    const next = await runtime.runPodSandbox(podConfig("f"), "");
    await startContainer(next, podConfig("f"), "sleep 1000");
    await runtime.removePodSandbox(next);
  });

  test("is started again after kill -9 and adopted by the next process; pods live on", async () => {
    const config = podConfig("c");
    const sandbox = await runtime.runPodSandbox(config, "");
    const id = await startContainer(sandbox, config, "sleep 1000");
    const { startedAt } = await runtime.containerStatus(id);
    const before = connections;
    process.kill(containerd.identity?.pid ?? 0, "SIGKILL");
    await until(() => connections > before);
    assert.equal((await runtime.containerStatus(id)).startedAt, startedAt);
    await containerd.release();
    const pid = containerd.identity?.pid;
    containerd = new ContainerdProcess(options);
    assert.deepEqual(await containerd.start(), { adopted: true });
    assert.equal(containerd.identity?.pid, pid);
    await runtime.stopContainer(id, 0);
    await until(() => hasStopped(id));
    assert.equal((await runtime.containerStatus(id)).exitCode, 137);
    // The pod is left for the clean-up to end.
  });
});
