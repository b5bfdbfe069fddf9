import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "./fake-clock.ts";
import { retry } from "./retry.ts";

async function run(failures: number, isFinal?: () => boolean) {
  const clock = new FakeClock();
  let calls = 0;
  const work = async (): Promise<string> => {
    if (calls++ < failures) throw new Error(`failure ${calls}`);
    return "done";
  };
  const limits = { initialMilliseconds: 100, maximumMilliseconds: 400, attempts: 4 };
  const result = retry(work, { clock, ...limits, ...(isFinal ? { isFinal } : {}) });
  result.catch(() => {});
  await clock.advanceAsync(2000, 50);
  return { result, calls: () => calls };
}

test("retry() tries again until it works, at most so often", async () => {
  assert.equal(await (await run(3)).result, "done");
  const failing = await run(9);
  await assert.rejects(failing.result, /failure 4/);
  assert.equal(failing.calls(), 4);
});

test("retry() gives up at once on a final error", async () => {
  const { result, calls } = await run(9, () => true);
  await assert.rejects(result, /failure 1/);
  assert.equal(calls(), 1);
});
