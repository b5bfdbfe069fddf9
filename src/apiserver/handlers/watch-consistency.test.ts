import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type FakeControlPlane, startFakeControlPlane } from "../fake-control-plane.ts";

const namespaces = ["one", "two"];
const names = ["a", "b", "c", "d"];
const selectors = ["", "&labelSelector=color%3Dred", "&fieldSelector=metadata.name%3Da"];
const scopes = ["/api/v1/configmaps", "/api/v1/namespaces/one/configmaps"];

interface Operation {
  what: "create" | "red" | "blue" | "delete";
  namespace: string;
  name: string;
}

async function perform(plane: FakeControlPlane, { what, namespace, name }: Operation) {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  if (what === "create") await plane.request("POST", path, { body: { metadata: { name } } });
  else if (what === "delete") await plane.request("DELETE", `${path}/${name}`);
  else {
    await plane.request("PATCH", `${path}/${name}`, {
      body: { metadata: { labels: { color: what } } },
      headers: { "content-type": "application/merge-patch+json" },
    });
  }
}

/** What a client that lists and then watches believes after the given operations. */
async function followed(
  plane: FakeControlPlane,
  start: { listed: string; path: string; query: string; version: string },
): Promise<string> {
  const state = new Map<string, string>(JSON.parse(start.listed) as [string, string][]);
  const until = plane.server.revision;
  const query = `watch=true&resourceVersion=${start.version}&allowWatchBookmarks=true${start.query}`;
  const watch = await plane.watch(`${start.path}?${query}`);
  // Something that every watcher of this path and selector is sent marks the end.
  const marker = { metadata: { name: "a", labels: { color: "red", marker: String(until) } } };
  await plane.request("DELETE", "/api/v1/namespaces/one/configmaps/a");
  await plane.request("POST", "/api/v1/namespaces/one/configmaps", { body: marker });
  const pending = { event: watch.next() };
  await plane.clock.advanceAsync(10);
  let last = Number(start.version);
  for (;;) {
    const event = await pending.event;
    assert.ok(event, "The watch ended");
    const { metadata } = event.object;
    const version = Number(metadata.resourceVersion);
    assert.ok(version > last, `Version ${version} after ${last}`);
    last = version;
    const key = `${metadata.namespace}/${metadata.name}`;
    if (event.type === "ADDED") assert.ok(!state.has(key), `${key} was added twice`);
    else assert.ok(state.has(key), `${event.type} of ${key}, which was not there`);
    if (event.type === "DELETED") state.delete(key);
    else state.set(key, metadata.resourceVersion as string);
    if (metadata.labels?.["marker"] === String(until)) break;
    pending.event = watch.next();
  }
  watch.stop();
  return sorted(state);
}

async function listed(plane: FakeControlPlane, path: string, query: string) {
  const answer = await plane.request("GET", `${path}?${query.slice(1)}`);
  const state = new Map<string, string>();
  for (const { metadata } of answer.json.items) {
    state.set(`${metadata.namespace}/${metadata.name}`, metadata.resourceVersion as string);
  }
  return { state: sorted(state), version: answer.json.metadata.resourceVersion as string };
}

function sorted(state: Map<string, string>): string {
  return JSON.stringify([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("list and watch together always lead to what a list shows", async () => {
  const operations = fc.array(
    fc.record({
      what: fc.constantFrom<Operation["what"]>("create", "red", "blue", "delete"),
      namespace: fc.constantFrom(...namespaces),
      name: fc.constantFrom(...names),
    }),
    { minLength: 5, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(operations, operations, async (before, after) => {
      const plane = await startFakeControlPlane();
      for (const operation of before) await perform(plane, operation);
      const starts = [];
      for (const path of scopes) {
        for (const query of selectors) {
          const { state, version } = await listed(plane, path, query);
          starts.push({ path, query, version, listed: state });
        }
      }
      await Promise.all(after.map((operation) => perform(plane, operation)));
      for (const start of starts) {
        const believed = await followed(plane, start);
        assert.equal(believed, (await listed(plane, start.path, start.query)).state);
      }
      await plane.stop();
    }),
    { numRuns: 60 },
  );
});
