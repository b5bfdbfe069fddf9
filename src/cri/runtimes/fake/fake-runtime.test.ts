import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { type ContainerEvent, RuntimeError } from "../../runtime.ts";
import { FakeRuntime } from "./fake-runtime.ts";
import type { FakeScript } from "./fake-script.ts";

const sandboxConfig = {
  metadata: { name: "web", namespace: "default", uid: "u1", attempt: 0 },
  logDirectory: "/logs",
  labels: { app: "web" },
};
const containerConfig = {
  metadata: { name: "main", attempt: 0 },
  image: { image: "nginx" },
  logPath: "main/0.log",
};

function setUp(script: FakeScript = {}): {
  clock: FakeClock;
  runtime: FakeRuntime;
  events: ContainerEvent[];
} {
  const clock = new FakeClock();
  const runtime = new FakeRuntime({ clock, script: { images: ["nginx:latest"], ...script } });
  const events: ContainerEvent[] = [];
  runtime.subscribe(
    (event) => events.push(event),
    () => {},
    new AbortController().signal,
  );
  return { clock, runtime, events };
}

async function startPod(runtime: FakeRuntime): Promise<{ sandbox: string; container: string }> {
  const sandbox = await runtime.runPodSandbox(sandboxConfig, "");
  const container = await runtime.createContainer(sandbox, containerConfig, sandboxConfig);
  await runtime.startContainer(container);
  return { sandbox, container };
}

test("FakeRuntime tells of start, exit and removal when a container lives through them", async () => {
  const { clock, runtime, events } = setUp({
    container: () => ({ exit: { afterMilliseconds: 500, code: 3 } }),
  });
  const { sandbox, container } = await startPod(runtime);
  assert.equal((await runtime.containerStatus(container)).state, "CONTAINER_RUNNING");
  clock.advance(500);
  const status = await runtime.containerStatus(container);
  assert.deepEqual(
    [status.state, status.exitCode, status.reason, status.logPath],
    ["CONTAINER_EXITED", 3, "Error", "/logs/main/0.log"],
  );
  await runtime.removePodSandbox(sandbox);
  assert.deepEqual(
    events.map((event) => [event.type, event.id === sandbox ? "sandbox" : "container"]),
    [
      ["started", "sandbox"],
      ["started", "container"],
      ["stopped", "container"],
      ["stopped", "sandbox"],
      ["deleted", "container"],
      ["deleted", "sandbox"],
    ],
  );
  assert.equal(events[2]?.exitCode, 3);
  assert.equal(events[2]?.atNanoseconds, clock.now() * 1e6);
});

test("startContainer() takes as long as the script says", async () => {
  const { clock, runtime } = setUp({ container: () => ({ startDelayMilliseconds: 100 }) });
  const sandbox = await runtime.runPodSandbox(sandboxConfig, "");
  const container = await runtime.createContainer(sandbox, containerConfig, sandboxConfig);
  const started = runtime.startContainer(container);
  await clock.advanceAsync(90);
  assert.equal((await runtime.containerStatus(container)).state, "CONTAINER_CREATED");
  await clock.advanceAsync(10);
  await started;
  assert.equal((await runtime.containerStatus(container)).state, "CONTAINER_RUNNING");
});

for (const [stopDelayMilliseconds, exitCode] of [
  [200, 0],
  [5000, 137],
] as const)
  test(`stopContainer() ends with ${exitCode} when the process obeys after ${stopDelayMilliseconds} ms of 1 s`, async () => {
    const { clock, runtime } = setUp({ container: () => ({ stopDelayMilliseconds }) });
    const { container } = await startPod(runtime);
    const stopped = runtime.stopContainer(container, 1);
    await clock.advanceAsync(1000);
    await stopped;
    assert.equal((await runtime.containerStatus(container)).exitCode, exitCode);
  });

test("createContainer() rejects when the image is absent, and works after a pull", async () => {
  const { runtime } = setUp({ images: [] });
  const sandbox = await runtime.runPodSandbox(sandboxConfig, "");
  const create = (): Promise<string> =>
    runtime.createContainer(sandbox, containerConfig, sandboxConfig);
  await assert.rejects(create, (error: RuntimeError) => error.code === "not-found");
  assert.equal(await runtime.imageStatus("nginx"), undefined);
  await runtime.pullImage("nginx");
  assert.deepEqual((await runtime.imageStatus("nginx"))?.repoTags, [
    "docker.io/library/nginx:latest",
  ]);
  await create();
  await assert.rejects(create, /name is reserved/);
});

test("pullImage() rejects when the script says so", async () => {
  const { runtime } = setUp({
    pullError: (image) =>
      image === "broken" ? new RuntimeError("not-found", "no such image") : undefined,
  });
  await assert.rejects(runtime.pullImage("broken"), /no such image/);
  await runtime.pullImage("fine");
});

test("oomKillContainer() sends the event before the exit and gives the reason", async () => {
  const { runtime, events } = setUp();
  const { container } = await startPod(runtime);
  runtime.oomKillContainer(container);
  assert.deepEqual(
    events.slice(-2).map((event) => event.type),
    ["oom", "stopped"],
  );
  const status = await runtime.containerStatus(container);
  assert.deepEqual([status.exitCode, status.reason], [137, "OOMKilled"]);
});

test("disconnect() refuses calls and loses events until reconnect()", async () => {
  const { runtime, events } = setUp();
  const { container } = await startPod(runtime);
  let reconnects = 0;
  runtime.subscribe(
    () => {},
    () => reconnects++,
    new AbortController().signal,
  );
  runtime.disconnect();
  const before = events.length;
  runtime.exitContainer(container, 1);
  await assert.rejects(
    runtime.containerStatus(container),
    (error: RuntimeError) => error.code === "unavailable",
  );
  runtime.reconnect();
  assert.equal(events.length, before);
  assert.equal(reconnects, 1);
  assert.equal((await runtime.containerStatus(container)).exitCode, 1);
});

test("listPodSandbox() and listContainers() filter by state, labels and sandbox", async () => {
  const { runtime } = setUp();
  const { sandbox, container } = await startPod(runtime);
  const ids = (list: { id?: string }[]): (string | undefined)[] => list.map((item) => item.id);
  assert.deepEqual(ids(await runtime.listPodSandbox({ labelSelector: { app: "web" } })), [sandbox]);
  assert.deepEqual(ids(await runtime.listPodSandbox({ labelSelector: { app: "x" } })), []);
  assert.deepEqual(ids(await runtime.listContainers({ podSandboxId: sandbox })), [container]);
  const exited = { state: { state: "CONTAINER_EXITED" as const } };
  assert.deepEqual(ids(await runtime.listContainers(exited)), []);
  runtime.exitSandbox(sandbox);
  assert.deepEqual(ids(await runtime.listContainers(exited)), [container]);
  const ready = { state: { state: "SANDBOX_READY" as const } };
  assert.deepEqual(ids(await runtime.listPodSandbox(ready)), []);
});

test("execSync() answers by the script and times out as containerd does", async () => {
  const { clock, runtime } = setUp({
    container: () => ({
      exec: ([name]) =>
        name === "slow" ? { delayMilliseconds: 5000 } : { exitCode: 2, stdout: "out" },
    }),
  });
  const { container } = await startPod(runtime);
  const { stdout, exitCode } = await runtime.execSync(container, ["probe"], 1);
  assert.deepEqual([new TextDecoder().decode(stdout), exitCode], ["out", 2]);
  const slow = assert.rejects(
    runtime.execSync(container, ["slow"], 1),
    (error: RuntimeError) => error.code === "deadline-exceeded",
  );
  await clock.advanceAsync(1000);
  await slow;
});

test("failNext() makes one call fail", async () => {
  const { runtime } = setUp();
  runtime.failNext("runPodSandbox", new RuntimeError("unknown", "no network"));
  await assert.rejects(runtime.runPodSandbox(sandboxConfig, ""), /no network/);
  await runtime.runPodSandbox(sandboxConfig, "");
  assert.deepEqual(
    runtime.calls.map((call) => call.method),
    ["runPodSandbox", "runPodSandbox"],
  );
});
