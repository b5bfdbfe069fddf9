import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "#api/core/v1";
import { FakeClock } from "#base";
import { silentLogger } from "#component-base";
import { type PodSyncer, PodWorkers, type SyncResult } from "./pod-workers.ts";

function pod(more: Partial<Pod["metadata"]> = {}): Pod {
  const metadata = { name: "p", namespace: "default", uid: "u", ...more };
  return { metadata, spec: { containers: [], terminationGracePeriodSeconds: 30 } };
}

const deleted = { deletionTimestamp: "2026-01-01T00:00:00Z" };

/** Records the steps; a step hangs while `gate` says so, and ends early when it is interrupted. */
class RecordingSyncer implements PodSyncer {
  readonly steps: string[] = [];
  result: SyncResult = { isTerminal: false };
  gate: Promise<void> = Promise.resolve();
  failures = 0;

  async #step(name: string, signal: AbortSignal): Promise<void> {
    this.steps.push(name);
    await Promise.race([
      this.gate,
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    ]);
    if (this.failures > 0) {
      this.failures--;
      throw new Error("not now");
    }
  }

  async syncPod(_pod: Pod, signal: AbortSignal): Promise<SyncResult> {
    await this.#step("sync", signal);
    return this.result;
  }

  async syncTerminatingPod(
    _pod: Pod,
    options: { gracePeriodSeconds: number; failure: unknown },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#step(`terminating ${options.gracePeriodSeconds}`, signal);
  }

  async syncTerminatedPod(_pod: Pod, signal: AbortSignal): Promise<void> {
    await this.#step("terminated", signal);
  }

  async forgetPod(): Promise<void> {
    this.steps.push("forget");
  }
}

function setUp(): { clock: FakeClock; syncer: RecordingSyncer; workers: PodWorkers } {
  const clock = new FakeClock();
  const syncer = new RecordingSyncer();
  return { clock, syncer, workers: new PodWorkers({ clock, log: silentLogger, syncer }) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("PodWorkers merges what happens during a step into one more", async () => {
  const { syncer, workers } = setUp();
  let open = (): void => {};
  syncer.gate = new Promise((resolve) => {
    open = resolve;
  });
  workers.updatePod(pod());
  for (let times = 0; times < 5; times++) workers.wake("u");
  open();
  await settle();
  assert.deepEqual(syncer.steps, ["sync", "sync"]);
});

test("PodWorkers interrupts a sync when the pod is deleted, and ends in order", async () => {
  const { syncer, workers } = setUp();
  syncer.gate = new Promise(() => {});
  workers.updatePod(pod());
  await settle();
  syncer.gate = Promise.resolve();
  workers.updatePod(pod({ ...deleted, deletionGracePeriodSeconds: 7 }));
  await settle();
  assert.deepEqual(syncer.steps, ["sync", "terminating 7", "terminated"]);
  assert.equal(workers.phase("u"), "finished");
  workers.removePod(pod(deleted));
  await settle();
  assert.deepEqual(syncer.steps.slice(3), ["terminated", "forget"]);
  assert.equal(workers.has("u"), false);
});

test("PodWorkers starts over with a shorter grace period, never with a longer one", async () => {
  const { syncer, workers } = setUp();
  syncer.gate = new Promise(() => {});
  workers.updatePod(pod({ ...deleted, deletionGracePeriodSeconds: 30 }));
  await settle();
  workers.updatePod(pod({ ...deleted, deletionGracePeriodSeconds: 60 }));
  await settle();
  workers.updatePod(pod({ ...deleted, deletionGracePeriodSeconds: 0 }));
  await settle();
  assert.deepEqual(syncer.steps, ["terminating 30", "terminating 1"]);
});

test("PodWorkers stops a pod that is terminal, and keeps it until its object is gone", async () => {
  const { syncer, workers } = setUp();
  syncer.result = { isTerminal: true };
  workers.updatePod(pod());
  await settle();
  assert.deepEqual(syncer.steps, ["sync", "terminating 30", "terminated"]);
  workers.updatePod(pod());
  await settle();
  assert.equal(syncer.steps.length, 3);
});

test("PodWorkers tries a failed step again, later each time", async () => {
  const { clock, syncer, workers } = setUp();
  syncer.failures = 2;
  workers.updatePod(pod());
  await settle();
  assert.equal(syncer.steps.length, 1);
  await clock.advanceAsync(500);
  assert.equal(syncer.steps.length, 2);
  await clock.advanceAsync(500);
  assert.equal(syncer.steps.length, 2);
  await clock.advanceAsync(500);
  assert.equal(syncer.steps.length, 3);
  assert.equal(clock.waiting, 0);
});

test("PodWorkers syncs again when a step asks for it", async () => {
  const { clock, syncer, workers } = setUp();
  syncer.result = { isTerminal: false, retryAfterMilliseconds: 1000 };
  workers.updatePod(pod());
  await settle();
  await clock.advanceAsync(1000);
  assert.deepEqual(syncer.steps, ["sync", "sync"]);
});

test("PodWorkers.stop() waits for the step that runs, but not for ever", async () => {
  const { clock, syncer, workers } = setUp();
  syncer.gate = new Promise(() => {});
  workers.updatePod(pod());
  await settle();
  await workers.stop();
  workers.wake("u");
  await settle();
  assert.deepEqual(syncer.steps, ["sync"]);
  const stubborn = new PodWorkers({
    clock,
    log: silentLogger,
    syncer: Object.assign(syncer, { syncPod: () => new Promise<SyncResult>(() => {}) }),
  });
  stubborn.updatePod(pod());
  const stopped = stubborn.stop();
  await clock.advanceAsync(5000);
  await stopped;
});
