// Watches. The names of the checks are etcd's: ordered, unique, atomic, reliable, resumable,
// bookmarkable, previous value, created. https://etcd.io/docs/v3.6/learning/api_guarantees/
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Backend } from "../backend.ts";
import { initialRevision } from "../revision.ts";
import { WatchLog } from "./watch-log.ts";
import { bytes, churn, create, describeEvent } from "./workload.ts";

export function describeWatches(backend: () => Backend): void {
  it("watch() delivers writes in order with previous value and created flag", async () => {
    const log = new WatchLog();
    const revision = await create(backend(), "/a", "0");
    backend().watch({ start: "/", end: "0" }, log);
    const updated = await backend().update("/a", bytes("1"), revision);
    await backend().delete("/a", updated.revision);
    await create(backend(), "/a", "2");
    await log.reaches(revision + 3);
    assert.deepEqual(log.received.map(describeEvent), [
      `put /a 1 at ${revision + 1} created ${revision}, was 0 at ${revision}`,
      `delete /a  at ${revision + 2} created ${revision}, was 1 at ${revision + 1}`,
      `put /a 2 at ${revision + 3} created ${revision + 3}, was nothing`,
    ]);
  });

  it("watch() delivers what its range holds and nothing else", async () => {
    const ranges: [string, string][] = [
      ["/pods/", "/pods0"],
      ["/pods/default/", "/pods/default0"],
      ["/pods/default/a", "/pods/default/a\0"],
      ["/pods/d", "/pods/e"],
      ["/", "0"],
      ["/pods/default/a", "/pods/default/c"],
      ["/pods/z", "/pods/a"],
    ];
    const logs = ranges.map(([start, end]) => {
      const log = new WatchLog();
      backend().watch({ start, end }, log);
      return log;
    });
    const names = ["/pods/default/a", "/pods/default/ab", "/pods/default/c", "/pods/dev/a"];
    const keys = [...names, "/pods/kube-system/a", "/podsx", "/nodes/a"];
    for (const key of keys) await create(backend(), key);
    await logs[4]?.reaches(await backend().revision());
    for (const [index, [start, end]] of ranges.entries()) {
      const expected = keys.filter((key) => key >= start && key < end);
      const seen = logs[index]?.received.map(({ item }) => item.key);
      assert.deepEqual(seen, expected, `${start} to ${end}`);
    }
  });
}

export function describeWatchLife(backend: () => Backend): void {
  it("watch() is silent about failed writes and before it opened, and after close()", async () => {
    const log = new WatchLog();
    await create(backend(), "/before");
    const watch = backend().watch({ start: "/", end: "0" }, log);
    await backend().create("/before", bytes("again"));
    await backend().delete("/absent", 5);
    await create(backend(), "/during");
    await log.reaches(await backend().revision());
    watch.close();
    watch.close();
    const after = await create(backend(), "/after");
    watch.requestProgress();
    const witness = new WatchLog();
    backend().watch({ start: "/", end: "0", fromRevision: after }, witness);
    await witness.reaches(after);
    assert.deepEqual(
      log.received.map(({ item }) => item.key),
      ["/during"],
    );
    assert.deepEqual([log.progressed, log.error], [[], undefined]);
  });

  it("requestProgress() answers once everything was delivered", async () => {
    const log = new WatchLog();
    const watch = backend().watch({ start: "/pods/", end: "/pods0" }, log);
    for (let index = 0; index < 20; index++) await create(backend(), `/pods/${index}`);
    const revision = await create(backend(), "/elsewhere");
    watch.requestProgress();
    await log.until(() => log.progressed.length > 0);
    assert.deepEqual(log.progressed, [revision]);
    assert.equal(log.received.length, 20);
  });

  it("a writer that has its answer finds its event delivered soon, however many watch", async () => {
    const logs = Array.from({ length: 200 }, () => new WatchLog());
    const value = bytes("x");
    const writing = Array.from({ length: 400 }, async (_, index) => {
      const log = logs[index];
      if (log) backend().watch({ start: "/k/", end: "/k0", fromRevision: 2 }, log);
      await backend().create(`/k/${index}`, value);
    });
    await Promise.all(writing);
    const revision = await backend().revision();
    for (const log of logs) {
      await log.reaches(revision);
      log.checkComplete(2, revision);
    }
  });
}

export function describeReplays(backend: () => Backend): void {
  it("watch() from any old revision sees the same events as a live one", async () => {
    const live = new WatchLog();
    backend().watch({ start: "/", end: "0" }, live);
    await churn(backend(), 120);
    const last = await backend().revision();
    await live.reaches(last);
    const expected = live.received.map(describeEvent);
    for (let from = initialRevision + 1; from <= last; from += 13) {
      const log = new WatchLog();
      backend().watch({ start: "/", end: "0", fromRevision: from }, log);
      await log.reaches(last);
      const skipped = from - initialRevision - 1;
      assert.deepEqual(log.received.map(describeEvent), expected.slice(skipped), `from ${from}`);
    }
  });

  it("watch() from an old revision joins the live writes without gap or repetition", async () => {
    const first = (await backend().revision()) + 1;
    const logs: WatchLog[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 300; index++) {
        await create(backend(), `/${writer}/${index}`);
        if (index % 60 !== writer * 5) continue;
        const log = new WatchLog();
        logs.push(log);
        const fromRevision = index % 2 ? first : await backend().revision();
        log.from = fromRevision;
        backend().watch({ start: "/", end: "0", fromRevision }, log);
      }
    });
    await Promise.all(writers);
    const last = await backend().revision();
    assert.ok(logs.length > 20);
    for (const log of logs) {
      await log.reaches(last);
      log.checkComplete(log.from, last);
    }
  });
}

export function describeResumption(backend: () => Backend): void {
  it("watch() can be resumed after the last delivered revision", async () => {
    const seen: number[] = [];
    let fromRevision = (await backend().revision()) + 1;
    const writing = Promise.all(
      Array.from({ length: 300 }, (_, index) => create(backend(), `/${index}`)),
    );
    const last = fromRevision + 299;
    while (fromRevision <= last) {
      const log = new WatchLog();
      const watch = backend().watch({ start: "/", end: "0", fromRevision }, log);
      await log.until(() => log.received.length > 0);
      watch.close();
      seen.push(...log.received.map(({ item }) => item.modRevision));
      fromRevision = (seen.at(-1) as number) + 1;
    }
    await writing;
    assert.deepEqual(
      seen,
      Array.from({ length: 300 }, (_, index) => last - 299 + index),
    );
  });

  it("watch() from a future revision begins there", async () => {
    const log = new WatchLog();
    const from = (await backend().revision()) + 3;
    backend().watch({ start: "/", end: "0", fromRevision: from }, log);
    for (let index = 0; index < 4; index++) await create(backend(), `/${index}`);
    await log.reaches(from + 1);
    assert.deepEqual(
      log.received.map(({ item }) => item.modRevision),
      [from, from + 1],
    );
  });

  it("watch() that has caught up says so after the events, also without events", async () => {
    await churn(backend(), 40);
    const last = await backend().revision();
    const log = new WatchLog();
    backend().watch({ start: "/none/", end: "/none0", fromRevision: 2 }, log);
    await log.until(() => log.progressed.length > 0);
    assert.deepEqual([log.progressed, log.received], [[last], []]);
  });
}
