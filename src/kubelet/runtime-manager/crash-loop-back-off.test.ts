import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { BackOff } from "./crash-loop-back-off.ts";

test("BackOff doubles from 10 s to 300 s", () => {
  const clock = new FakeClock();
  const backOff = new BackOff(clock);
  const lengths: number[] = [];
  for (let failure = 0; failure < 7; failure++) {
    backOff.next("a", clock.now());
    lengths.push(backOff.remaining("a", clock.now()) / 1000);
    clock.advance(backOff.remaining("a", clock.now()));
  }
  assert.deepEqual(lengths, [10, 20, 40, 80, 160, 300, 300]);
});

test("BackOff starts afresh after ten minutes without a failure", () => {
  const clock = new FakeClock();
  const backOff = new BackOff(clock);
  backOff.next("a", clock.now());
  backOff.next("a", clock.now());
  clock.advance(600_001);
  assert.equal(backOff.remaining("a", clock.now()), 0);
  backOff.next("a", clock.now());
  assert.equal(backOff.milliseconds("a"), 10_000);
});

test("BackOff counts from the event, not from the call", () => {
  const clock = new FakeClock();
  const backOff = new BackOff(clock);
  const finishedAt = clock.now();
  backOff.next("a", finishedAt);
  clock.advance(4000);
  assert.equal(backOff.remaining("a", finishedAt), 6000);
  assert.equal(backOff.remaining("b", finishedAt), 0);
});

test("BackOff.forgetPrefix() forgets a pod's keys only", () => {
  const clock = new FakeClock();
  const backOff = new BackOff(clock);
  backOff.next("pod-1_a", clock.now());
  backOff.next("pod-2_a", clock.now());
  backOff.forgetPrefix("pod-1_");
  assert.equal(backOff.milliseconds("pod-1_a"), 0);
  assert.equal(backOff.milliseconds("pod-2_a"), 10_000);
});
