import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { RuntimeError } from "./runtime.ts";
import { FakeRuntime } from "./runtimes/fake/fake-runtime.ts";
import { stopPods } from "./stop-pods.ts";

async function runtimeWithPods(count: number): Promise<FakeRuntime> {
  const runtime = new FakeRuntime({ clock: new FakeClock(), script: { images: ["busybox"] } });
  for (let index = 0; index < count; index++) {
    const config = { metadata: { name: `p${index}`, namespace: "default", uid: `${index}` } };
    const sandbox = await runtime.runPodSandbox(config, "");
    const container = { metadata: { name: "main" }, image: { image: "busybox" } };
    await runtime.startContainer(await runtime.createContainer(sandbox, container, config));
  }
  return runtime;
}

test("stopPods() stops all containers and sandboxes and keeps them", async () => {
  const runtime = await runtimeWithPods(20);
  await stopPods(runtime, { graceSeconds: 1 });
  const states = new Set((await runtime.listContainers()).map(({ state }) => state));
  assert.deepEqual([...states], ["CONTAINER_EXITED"]);
  assert.equal((await runtime.listPodSandbox()).length, 20);
});

test("stopPods() goes on when one pod resists, and tells", async () => {
  const runtime = await runtimeWithPods(3);
  runtime.failNext("stopPodSandbox", new RuntimeError("unknown", "stuck"));
  await assert.rejects(stopPods(runtime, { graceSeconds: 1, remove: true }), AggregateError);
  assert.equal((await runtime.listPodSandbox()).length, 1);
});
