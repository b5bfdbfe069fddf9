import assert from "node:assert/strict";
import { it } from "node:test";
import { FakeClock } from "#base";
import { silentLogger } from "#component-base";
import { MemoryBackend } from "./backends/memory/memory-backend.ts";
import { Compactor } from "./compactor.ts";
import { create, rejectsWith } from "./conformance/workload.ts";

const minute = 60_000;

interface Rig {
  backend: MemoryBackend;
  clock: FakeClock;
  compactor: Compactor;
}

async function start(maximumRevisions = 1000): Promise<Rig> {
  const backend = new MemoryBackend();
  const clock = new FakeClock();
  const log = silentLogger;
  const compactor = new Compactor({ backend, clock, log, maximumRevisions });
  await compactor.start();
  return { backend, clock, compactor };
}

it("Compactor keeps five minutes of history and forgets it within ten", async () => {
  const { backend, clock, compactor } = await start();
  await clock.advanceAsync(6 * minute, minute);
  const first = await create(backend, "/a");
  const second = await create(backend, "/b");
  await clock.advanceAsync(4.9 * minute, minute);
  assert.equal((await backend.range({ start: "/", end: "0", revision: first })).count, 1);
  await clock.advanceAsync(5.2 * minute, minute);
  await rejectsWith("compacted", backend.get("/a", first), second);
  assert.equal((await backend.range({ start: "/", end: "0", revision: second })).count, 2);
  await compactor.stop();
});

it("Compactor has no timer while nothing is written", async () => {
  const { backend, clock, compactor } = await start();
  await clock.advanceAsync(20 * minute, minute);
  assert.equal(clock.waiting, 0);
  await create(backend, "/a");
  assert.equal(clock.waiting, 1);
  await create(backend, "/b");
  assert.equal(clock.waiting, 1);
  await clock.advanceAsync(20 * minute, minute);
  assert.equal(clock.waiting, 0);
  await create(backend, "/c");
  await compactor.stop();
  assert.equal(clock.waiting, 0);
});

it("Compactor forgets sooner when the revisions are too many", async () => {
  const { backend, compactor } = await start(100);
  let last = 0;
  for (let index = 0; index < 500; index++) last = await create(backend, `/${index}`);
  await rejectsWith("compacted", backend.get("/1", last - 115));
  assert.equal((await backend.range({ start: "/", end: "0", revision: last - 99 })).count, 401);
  await compactor.stop();
});
