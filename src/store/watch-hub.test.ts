import assert from "node:assert/strict";
import { it } from "node:test";
import { StoreError, type StoreEvent } from "./backend.ts";
import { WatchLog } from "./conformance/watch-log.ts";
import { rejectsWith } from "./conformance/workload.ts";
import { type HistoryRequest, WatchHub } from "./watch-hub.ts";

function put(key: string, modRevision: number): StoreEvent {
  const item = { key, value: new Uint8Array(0), createRevision: modRevision, modRevision };
  return { type: "put", item };
}

/** A hub over a history that gives two revisions at a time. */
function newHub(events: StoreEvent[], asked: HistoryRequest[] = []): WatchHub {
  return new WatchHub({
    revision: events.length + 1,
    compactRevision: () => 0,
    history: async (request) => {
      asked.push(request);
      await new Promise((resolve) => setImmediate(resolve));
      const found = events.filter(({ item: { modRevision } }) => {
        return modRevision >= request.fromRevision && modRevision <= request.throughRevision;
      });
      const chunk = found.slice(0, 2);
      const next = (chunk.at(-1)?.item.modRevision ?? request.throughRevision) + 1;
      return { events: chunk, nextRevision: next };
    },
  });
}

it("publish() calls only the watches whose range holds the key", () => {
  const hub = newHub([]);
  const called: number[] = [];
  for (let index = 0; index < 1000; index++) {
    const start = `/pods/namespace-${index}/`;
    const sink = new WatchLog();
    sink.events = () => called.push(index);
    hub.watch({ start, end: `${start.slice(0, -1)}0` }, sink);
  }
  hub.publish([put("/pods/namespace-77/a", 2), put("/pods/namespace-77/b", 3)], 3);
  assert.deepEqual(called, [77]);
});

it("publish() during a delivery keeps the order of revisions", () => {
  const hub = newHub([]);
  const log = new WatchLog();
  const sink = new WatchLog();
  sink.events = ([event]) => {
    if (event?.item.modRevision === 2) hub.publish([put("/b", 3)], 3);
  };
  hub.watch({ start: "/", end: "0" }, sink);
  hub.watch({ start: "/", end: "0" }, log);
  hub.publish([put("/a", 2)], 2);
  log.checkComplete(2, 3);
  assert.equal(hub.revision, 3);
});

it("watch() that replays gets what is published meanwhile exactly once", async () => {
  const events = [put("/a", 2), put("/b", 3), put("/c", 4), put("/d", 5), put("/e", 6)];
  const hub = newHub(events);
  const log = new WatchLog();
  const watch = hub.watch({ start: "/", end: "0", fromRevision: 2 }, log);
  watch.requestProgress();
  for (let revision = 7; revision < 30; revision++) {
    const event = put(`/${revision}`, revision);
    events.push(event);
    hub.publish([event], revision);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await log.reaches(29);
  log.checkComplete(2, 29);
  assert.equal(log.progressed.length, 1);
});

it("close() of a watch within its own delivery and of others is heeded at once", () => {
  const hub = newHub([]);
  const log = new WatchLog();
  const sink = new WatchLog();
  sink.events = () => watches.forEach((watch) => void watch.close());
  const watches = [sink, log].map((each) => hub.watch({ start: "/", end: "0" }, each));
  hub.publish([put("/a", 2)], 2);
  assert.deepEqual([log.received, hub.size], [[], 0]);
});

it("a sink that throws loses its watch, others do not notice", () => {
  const hub = newHub([]);
  const log = new WatchLog();
  const broken = new WatchLog();
  broken.events = () => {
    throw new Error("broken");
  };
  hub.watch({ start: "/", end: "0" }, broken);
  hub.watch({ start: "/", end: "0" }, log);
  hub.publish([put("/a", 2)], 2);
  hub.publish([put("/b", 3)], 3);
  log.checkComplete(2, 3);
  assert.deepEqual([broken.error?.code, hub.size], ["unavailable", 1]);
});

it("watch() whose history fails is told", async () => {
  const hub = new WatchHub({
    revision: 9,
    compactRevision: () => 0,
    history: async () => {
      throw new StoreError("compacted", "gone", { compactRevision: 8 });
    },
  });
  const log = new WatchLog();
  hub.watch({ start: "/", end: "0", fromRevision: 5 }, log);
  await log.until(() => log.error !== undefined);
  await rejectsWith("compacted", Promise.reject(log.error), 8);
});
