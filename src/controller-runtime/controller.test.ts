import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, FakeClock } from "#base";
import { Metrics, silentLogger } from "#component-base";
import { Controller } from "./controller.ts";
import { ControllerMetrics } from "./controller-metrics.ts";
import { type Reconcile, TerminalError } from "./reconciler.ts";

function setUp(reconcile: Reconcile, workers = 1) {
  const clock = new FakeClock();
  const metrics = new Metrics();
  const controller = new Controller({
    name: "test-controller",
    clock,
    log: silentLogger,
    workers,
    metrics: new ControllerMetrics(metrics),
    reconcile,
  });
  return { clock, metrics, controller };
}

test("Controller calls again after the time that a reconciler asks for", async () => {
  const calls: string[] = [];
  const { clock, controller } = setUp(async (key) => {
    calls.push(key);
    return calls.length === 1 ? { afterMilliseconds: 500 } : "done";
  });
  await controller.start();
  controller.enqueue("a");
  await clock.advanceAsync(490);
  assert.deepEqual(calls, ["a"]);
  await clock.advanceAsync(10_000, 100);
  assert.deepEqual(calls, ["a", "a"]);
  await controller.stop();
});

test("Controller retries errors and bugs with back-off, and terminal errors not at all", async () => {
  let calls = 0;
  const { clock, metrics, controller } = setUp(async (key) => {
    calls += 1;
    if (key === "terminal") throw new TerminalError("never");
    check(key !== "bug" || calls > 2, "impossible");
    if (calls <= 3) throw new Error("try again");
    return "done";
  });
  await controller.start();
  controller.enqueue("bug");
  await clock.advanceAsync(1000, 5);
  assert.equal(calls, 4);
  controller.enqueue("terminal");
  await clock.advanceAsync(1000, 5);
  assert.equal(calls, 5);
  const text = await metrics.print();
  assert.match(text, /reconcile_total\{controller="test-controller",result="panic"\} 2/);
  assert.match(text, /result="error"\} 1/);
  assert.match(text, /result="terminal_error"\} 1/);
  assert.match(text, /panics_total\{controller="test-controller"\} 2/);
  await controller.stop();
});

test("Controller works on several keys at once, never on one key twice", async () => {
  const inWork = new Set<string>();
  let most = 0;
  const waiting: (() => void)[] = [];
  const { clock, controller } = setUp(async (key) => {
    assert.ok(!inWork.has(key));
    inWork.add(key);
    most = Math.max(most, inWork.size);
    await new Promise<void>((resolve) => waiting.push(resolve));
    inWork.delete(key);
    return "done";
  }, 2);
  await controller.start();
  for (const key of ["a", "b", "a", "c"]) controller.enqueue(key);
  await clock.advanceAsync(10);
  controller.enqueue("a");
  for (let turn = 0; turn < 6; turn++) {
    waiting.shift()?.();
    await clock.advanceAsync(10);
  }
  assert.equal(most, 2);
  assert.equal(inWork.size, 0);
  await controller.stop();
});

test("stop() aborts the work in hand and waits for it", async () => {
  const { clock, controller } = setUp(
    (_, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  await controller.start();
  controller.enqueue("a");
  await clock.advanceAsync(10);
  await controller.stop();
});
