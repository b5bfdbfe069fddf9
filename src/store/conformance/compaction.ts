// Compaction: what is forgotten, and what must not be.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Backend } from "../backend.ts";
import { initialRevision } from "../revision.ts";
import { WatchLog } from "./watch-log.ts";
import { churn, create, describeEvent, rejectsWith, text, update } from "./workload.ts";

export function describeCompaction(backend: () => Backend): void {
  it("compact() keeps the present and every revision from its own on", async () => {
    const states = await churn(backend(), 200);
    const last = await backend().revision();
    const compacted = last - 60;
    await backend().compact(compacted);
    for (const [revision, state] of states) {
      const reading = backend().range({ start: "/", end: "0", revision });
      if (revision < compacted) {
        await rejectsWith("compacted", reading, compacted);
        continue;
      }
      const shown = (await reading).items.map(({ key, value }) => [key, text(value)]);
      assert.deepEqual(shown, [...state].sort(), `at ${revision}`);
    }
    await rejectsWith("compacted", backend().get("/key-1", compacted - 1), compacted);
    assert.equal(await create(backend(), "/next"), last + 1);
  });

  it("watch() works at and after the compacted revision and fails before it", async () => {
    const live = new WatchLog();
    backend().watch({ start: "/", end: "0" }, live);
    await churn(backend(), 100);
    const last = await backend().revision();
    await live.reaches(last);
    // Also when the event of that very revision is a deletion, and with its previous value.
    const deletion = live.received.filter(({ type }) => type === "delete").at(-2);
    const compacted = deletion?.item.modRevision ?? 0;
    assert.ok(compacted > 10 && compacted < last);
    await backend().compact(compacted);
    for (const fromRevision of [compacted, compacted + 1, last]) {
      const log = new WatchLog();
      backend().watch({ start: "/", end: "0", fromRevision }, log);
      await log.reaches(last);
      const expected = live.received.filter(({ item }) => item.modRevision >= fromRevision);
      assert.deepEqual(log.received.map(describeEvent), expected.map(describeEvent));
    }
    const log = new WatchLog();
    backend().watch({ start: "/", end: "0", fromRevision: compacted - 1 }, log);
    await log.until(() => log.error !== undefined);
    assert.deepEqual([log.error?.code, log.error?.compactRevision], ["compacted", compacted]);
    assert.deepEqual(log.received, []);
  });
}

export function describeRepeatedCompaction(backend: () => Backend): void {
  it("compact() up to the present, again and backwards does no harm", async () => {
    const states = await churn(backend(), 60);
    const last = await backend().revision();
    await backend().compact(last);
    await backend().compact(last);
    await backend().compact(last - 30);
    const { items } = await backend().range({ start: "/", end: "0", revision: last });
    const shown = items.map(({ key, value }) => [key, text(value)]);
    assert.deepEqual(shown, [...(states.get(last) ?? [])].sort());
    for (const item of items) await backend().delete(item.key, item.modRevision);
    const empty = await backend().revision();
    await backend().compact(empty);
    assert.equal(await backend().revision(), empty);
    assert.equal(await create(backend(), "/a"), empty + 1);
  });

  it("compact() leaves live watches alone while others write", async () => {
    const log = new WatchLog();
    backend().watch({ start: "/", end: "0" }, log);
    const writing = Array.from({ length: 20 }, async (_, writer) => {
      let revision = await create(backend(), `/w/${writer}`);
      for (let index = 0; index < 40; index++) {
        revision = await update(backend(), `/w/${writer}`, `${index}`, revision);
        if (index % 10 === writer % 10) await backend().compact(revision);
      }
    });
    await Promise.all(writing);
    const last = await backend().revision();
    await log.reaches(last);
    log.checkComplete(initialRevision + 1, last);
    assert.equal((await backend().range({ start: "/", end: "0" })).count, 20);
  });
}
