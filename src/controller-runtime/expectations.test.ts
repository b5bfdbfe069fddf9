import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "#base";
import { Expectations } from "./expectations.ts";
import { slowStart } from "./slow-start.ts";

test("isSatisfied() waits for every creation and every deletion by uid, and not for ever", () => {
  const clock = new FakeClock();
  const expectations = new Expectations(clock);
  assert.ok(expectations.isSatisfied("a"));
  expectations.expectCreations("a", 3);
  expectations.creationObserved("a");
  expectations.creationObserved("a");
  expectations.deletionObserved("a", "u");
  assert.ok(!expectations.isSatisfied("a"));
  expectations.creationObserved("a");
  expectations.creationObserved("a");
  assert.ok(expectations.isSatisfied("a"));
  expectations.expectDeletions("a", ["u", "v"]);
  expectations.deletionObserved("a", "u");
  expectations.deletionObserved("a", "u");
  assert.ok(!expectations.isSatisfied("a"));
  expectations.deletionObserved("a", "v");
  assert.ok(expectations.isSatisfied("a"));
  expectations.expectCreations("a", 1);
  clock.advance(300_001);
  assert.ok(expectations.isSatisfied("a"));
});

test("slowStart() doubles its batches and stops at the first that fails", async () => {
  const batches: number[] = [];
  let inBatch = 0;
  const request = async (): Promise<void> => {
    if (inBatch === 0) {
      setImmediate(() => {
        batches.push(inBatch);
        inBatch = 0;
      });
    }
    inBatch += 1;
    await new Promise((resolve) => setImmediate(resolve));
  };
  assert.deepEqual(await slowStart(10, request), { succeeded: 10 });
  assert.deepEqual(batches, [1, 2, 4, 3]);
  assert.deepEqual(await slowStart(0, request), { succeeded: 0 });
  let calls = 0;
  const error = new Error("quota");
  const failing = async (index: number): Promise<void> => {
    calls += 1;
    if (index === 2) throw error;
  };
  assert.deepEqual(await slowStart(100, failing), { succeeded: 2, error });
  assert.equal(calls, 3);
});
