import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type FakeControlPlane,
  type FakeWatch,
  startFakeControlPlane,
  type WatchedEvent,
} from "../fake-control-plane.ts";

let plane: FakeControlPlane;
let counter = 0;

before(async () => {
  plane = await startFakeControlPlane();
});
after(() => plane.stop());

/** Each test has a namespace of its own. */
function freshPath(): string {
  return `/api/v1/namespaces/n${counter++}/configmaps`;
}

async function create(path: string, name: string, labels: object = {}): Promise<number> {
  const answer = await plane.request("POST", path, { body: { metadata: { name, labels } } });
  assert.equal(answer.status, 201, answer.text);
  return Number(answer.json.metadata.resourceVersion);
}

async function relabel(path: string, name: string, labels: object): Promise<void> {
  await plane.request("PATCH", `${path}/${name}`, {
    body: { metadata: { labels } },
    headers: { "content-type": "application/merge-patch+json" },
  });
}

async function nextOf(watch: FakeWatch): Promise<string> {
  // Events that come close together are gathered for some milliseconds.
  const event = watch.next();
  await plane.clock.advanceAsync(10);
  return described(await event);
}

function described(event: WatchedEvent | undefined): string {
  if (!event) return "end";
  const { name, annotations } = event.object.metadata;
  const ended = annotations?.["k8s.io/initial-events-end"] ? "initial-events-end" : "";
  return `${event.type} ${name ?? ended}`.trim();
}

test("a watch without a version shows what is there, then what happens", async () => {
  const path = freshPath();
  await create(path, "a");
  const watch = await plane.watch(`${path}?watch=true`);
  assert.equal(await nextOf(watch), "ADDED a");
  await create(path, "b");
  assert.equal(await nextOf(watch), "ADDED b");
  await relabel(path, "b", { x: "1" });
  assert.equal(await nextOf(watch), "MODIFIED b");
  await plane.request("DELETE", `${path}/a`);
  assert.equal(await nextOf(watch), "DELETED a");
  watch.stop();
});

test("a watch from a version replays what happened since, in order", async () => {
  const path = freshPath();
  const revision = await create(path, "a");
  await create(path, "b");
  await plane.request("DELETE", `${path}/a`);
  await create(freshPath(), "elsewhere");
  const watch = await plane.watch(`${path}?watch=true&resourceVersion=${revision}`);
  assert.equal(await nextOf(watch), "ADDED b");
  const deleted = await watch.next();
  assert.equal(described(deleted), "DELETED a");
  // The last state, under the revision of the deletion.
  assert.ok(Number(deleted?.object.metadata.resourceVersion) > revision + 1);
  await create(path, "c");
  assert.equal(await nextOf(watch), "ADDED c");
  watch.stop();
});

test("a selector turns changes of labels into ADDED and DELETED", async () => {
  const path = freshPath();
  const watch = await plane.watch(`${path}?watch=true&labelSelector=color%3Dred`);
  await create(path, "a", { color: "red" });
  assert.equal(await nextOf(watch), "ADDED a");
  await create(path, "b", { color: "blue" });
  await relabel(path, "b", { color: "red" });
  assert.equal(await nextOf(watch), "ADDED b");
  await relabel(path, "b", { size: "1" });
  assert.equal(await nextOf(watch), "MODIFIED b");
  await relabel(path, "b", { color: "blue" });
  const event = watch.next();
  await plane.clock.advanceAsync(10);
  const left = await event;
  assert.equal(described(left), "DELETED b");
  // It carries the old labels and the version of the change.
  assert.equal(left?.object.metadata.labels?.["color"], "red");
  const now = await plane.request("GET", `${path}/b`);
  assert.equal(left?.object.metadata.resourceVersion, now.json.metadata.resourceVersion);
  await plane.request("DELETE", `${path}/b`);
  await plane.request("DELETE", `${path}/a`);
  assert.equal(await nextOf(watch), "DELETED a");
  watch.stop();
});

test("watchers by name and by node hear only of their own", async () => {
  const path = `/api/v1/namespaces/n${counter++}/pods`;
  const byName = await plane.watch(`${path}?watch=true&fieldSelector=metadata.name%3Da`);
  const byNode = await plane.watch("/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dnode-1");
  const pod = (name: string) => ({
    metadata: { name },
    spec: { containers: [{ name: "c", image: "i" }] },
  });
  await plane.request("POST", path, { body: pod("b") });
  await plane.request("POST", path, { body: pod("a") });
  assert.equal(await nextOf(byName), "ADDED a");
  const bind = { spec: { nodeName: "node-1" } };
  const headers = { "content-type": "application/merge-patch+json" };
  await plane.request("PATCH", `${path}/b`, { body: bind, headers });
  assert.equal(await nextOf(byNode), "ADDED b");
  await plane.request("PATCH", `${path}/b`, { body: { spec: { nodeName: "node-2" } }, headers });
  assert.equal(await nextOf(byNode), "DELETED b");
  byName.stop();
  byNode.stop();
});

test("sendInitialEvents ends the initial events with a bookmark", async () => {
  const path = freshPath();
  await create(path, "a");
  const query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
  const watch = await plane.watch(`${path}?${query}&allowWatchBookmarks=true`);
  assert.equal(await nextOf(watch), "ADDED a");
  const bookmark = await watch.next();
  assert.equal(described(bookmark), "BOOKMARK initial-events-end");
  assert.equal(Number(bookmark?.object.metadata.resourceVersion), plane.server.revision);
  await create(path, "b");
  assert.equal(await nextOf(watch), "ADDED b");
  watch.stop();
  const refused = [
    "watch=true&sendInitialEvents=true",
    "watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=1",
    "watch=true&sendInitialEvents=true&resourceVersionMatch=Exact",
  ];
  for (const bad of refused) {
    assert.equal((await plane.request("GET", `${path}?${bad}`)).status, 422, bad);
  }
});

test("bookmarks come when something was written elsewhere", async () => {
  const path = freshPath();
  const watch = await plane.watch(`${path}?watch=true&allowWatchBookmarks=true`);
  await create(freshPath(), "elsewhere");
  const event = watch.next();
  await plane.clock.advanceAsync(61_000, 10_000);
  const bookmark = await event;
  assert.equal(described(bookmark), "BOOKMARK");
  assert.equal(Number(bookmark?.object.metadata.resourceVersion), plane.server.revision);
  watch.stop();
});

test("a watch from before the history is told that its version is too old", async () => {
  const path = freshPath();
  const own = await startFakeControlPlane();
  for (let index = 0; index < 3; index++) {
    await own.request("POST", path, { body: { metadata: { name: `a${index}` } } });
  }
  const watch = await own.watch(`${path}?watch=true&resourceVersion=1`);
  const first = await watch.next();
  // The cache began with the first write: everything is known.
  assert.equal(described(first), "ADDED a0");
  watch.stop();
  const later = await startFakeControlPlane({ backend: own.backend });
  const old = await later.watch(`${path}?watch=true&resourceVersion=1`);
  const event = await old.next();
  assert.equal(event?.type, "ERROR");
  assert.deepEqual([event?.object.code, event?.object.reason], [410, "Expired"]);
  assert.match(event?.object.message as string, /^too old resource version: 1 \(\d+\)$/);
  assert.equal(await old.next(), undefined);
  await later.stop();
  await own.stop();
});

test("a watch ends after its timeout", async () => {
  const watch = await plane.watch(`${freshPath()}?watch=true&timeoutSeconds=5`);
  const event = watch.next();
  await plane.clock.advanceAsync(5_100, 1_000);
  assert.equal(await event, undefined);
});

test("a reader that does not read is cut off and others go on", async () => {
  const path = freshPath();
  const stuck = await plane.watch(`${path}?watch=true`);
  const reader = await plane.watch(`${path}?watch=true`);
  const watching = plane.server.watchCount;
  const value = "v".repeat(900_000);
  for (let index = 0; index < 12; index++) {
    const body = { metadata: { name: `big${index}` }, data: { value } };
    await plane.request("POST", path, { body });
    assert.equal(await nextOf(reader), `ADDED big${index}`);
  }
  assert.equal(plane.server.watchCount, watching - 1);
  await assert.rejects(async () => {
    for (;;) if (!(await stuck.next())) return;
  });
  reader.stop();
});

test("concurrent watches see the same events in the same order", async () => {
  const path = freshPath();
  const watches = await Promise.all(
    Array.from({ length: 5 }, () => plane.watch(`${path}?watch=true`)),
  );
  await Promise.all(Array.from({ length: 20 }, (_, index) => create(path, `o${index}`)));
  await plane.clock.advanceAsync(20);
  const orders: string[] = [];
  for (const watch of watches) {
    const versions: string[] = [];
    for (let index = 0; index < 20; index++) {
      versions.push((await watch.next())?.object.metadata.resourceVersion as string);
    }
    orders.push(versions.join());
    watch.stop();
  }
  assert.equal(new Set(orders).size, 1);
  const numbers = (orders[0] as string).split(",").map(Number);
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
  );
});

test("a watch as Table has rows", async () => {
  const path = freshPath();
  await create(path, "a");
  const transport = plane.server.transportFor({ name: "x", groups: [], extra: {} });
  const response = await transport.request({
    method: "GET",
    path: `${path}?watch=true&timeoutSeconds=1`,
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  });
  let text = "";
  for await (const chunk of response.body) {
    text += Buffer.from(chunk).toString();
    break;
  }
  const event = JSON.parse(text) as { type: string; object: { kind: string; rows: object[] } };
  assert.deepEqual(
    [event.type, event.object.kind, event.object.rows.length],
    ["ADDED", "Table", 1],
  );
});
