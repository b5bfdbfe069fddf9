import assert from "node:assert/strict";
import { test } from "node:test";
import { ObjectCodec } from "./object-codec.ts";

const codec = new ObjectCodec("v1", "ConfigMap");
const object = {
  metadata: { name: "a", namespace: "n", resourceVersion: "7", labels: { é: "ü" } },
  apiVersion: "v1",
  data: { key: '{"resourceVersion":"9"}' },
  kind: "ConfigMap",
};

test("ObjectCodec stores an object without its resourceVersion and serves it with the store's", () => {
  const stored = codec.encodeStored(object);
  assert.equal(JSON.parse(stored.toString()).metadata.resourceVersion, undefined);
  const served = codec.serve(stored, 123);
  assert.deepEqual(codec.decode(served), {
    ...object,
    metadata: { ...object.metadata, resourceVersion: "123" },
  });
});

test("ObjectCodec.changeVersion() changes nothing but the version", () => {
  const served = codec.encodeServed(object, 99);
  for (const revision of [1, 100, 12_345_678_901]) {
    const changed = codec.changeVersion(served, revision);
    assert.equal(changed.toString(), codec.encodeServed(object, revision).toString());
  }
});

test("ObjectCodec.serve() puts bytes that another program wrote into its own order", () => {
  const foreign = Buffer.from(JSON.stringify(object));
  const served = codec.decode(codec.serve(foreign, 5));
  assert.equal(served.metadata.resourceVersion, "5");
  assert.deepEqual(served["data"], object.data);
});

test("ObjectCodec converts to and from the version that is stored", () => {
  const converting = new ObjectCodec("v2", "Thing", {
    conversion: {
      toStored: ({ renamed, ...rest }) => ({
        ...rest,
        apiVersion: "v1",
        kind: "Thing",
        old: renamed,
      }),
      fromStored: ({ old, ...rest }) => ({
        ...rest,
        apiVersion: "v2",
        kind: "Thing",
        renamed: old,
      }),
    },
  });
  const thing = { apiVersion: "v2", kind: "Thing", metadata: { name: "a" }, renamed: 1 };
  const stored = converting.encodeStored(thing);
  assert.match(stored.toString(), /"apiVersion":"v1".*"old":1/);
  assert.deepEqual(converting.decode(converting.serve(stored, 3)), {
    ...thing,
    metadata: { name: "a", resourceVersion: "3" },
  });
});
