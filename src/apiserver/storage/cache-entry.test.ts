import assert from "node:assert/strict";
import { test } from "node:test";
import { CacheEntry } from "./cache-entry.ts";
import { DecodedEntries } from "./decoded-entries.ts";
import { ObjectCodec } from "./object-codec.ts";

const codec = new ObjectCodec("v1", "ConfigMap");

function entryOf(name: string, labels?: Record<string, string>): CacheEntry {
  const metadata = { name, namespace: "default", ...(labels ? { labels } : {}) };
  const body = codec.encodeServed({ kind: "ConfigMap", apiVersion: "v1", metadata }, 7);
  const place = { key: `/registry/configmaps/default/${name}`, namespace: "default", name };
  return new CacheEntry(codec, place, { revision: 7, body });
}

test("retire() leaves the bytes of others to themselves", () => {
  const entry = entryOf("web");
  const body = Buffer.from(entry.body);
  const joined = Buffer.concat([Buffer.from(","), body, Buffer.alloc(1_000_000)]);
  entry.moveTo(joined.subarray(1, 1 + body.length));
  assert.equal(entry.body.buffer, joined.buffer);
  entry.retire();
  assert.deepEqual(entry.body, body);
  assert.equal(entry.body.buffer.byteLength, body.length);
});

test("labels are there without the object", () => {
  const entry = entryOf("web", { app: "web" });
  const { labels } = entry;
  entry.forgetObject();
  assert.equal(entry.labels, labels);
  assert.deepEqual(labels, { app: "web" });
  assert.deepEqual(entryOf("bare").labels, {});
  assert.equal(entry.object.metadata.name, "web");
});

test("DecodedEntries lets the oldest go beyond its bound, never the newest", () => {
  const forgotten: string[] = [];
  const decoded = new DecodedEntries(100);
  const add = (name: string, length: number): void =>
    decoded.add({ body: { length }, forgetObject: () => forgotten.push(name) });
  add("a", 60);
  add("b", 40);
  assert.deepEqual(forgotten, []);
  add("c", 1);
  assert.deepEqual(forgotten, ["a"]);
  add("huge", 1_000);
  assert.deepEqual(forgotten, ["a", "b", "c"]);
  for (let index = 0; index < 5_000; index++) add(String(index), 10);
  assert.equal(forgotten.length, 5_004 - 10);
});
