import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { configMaps, deployments, nodes } from "#api";
import { isNotFound, StatusError } from "#apimachinery";
import { FakeClock } from "#base";
import { FakeApiServer } from "../rest/fake-api-server.ts";
import { FakeTransport } from "../rest/fake-transport.ts";
import { readLines, readSharedValues } from "./body.ts";
import { createClient } from "./dynamic-client.ts";
import { resourcePath } from "./resource-path.ts";

const paths: [string, string][] = [
  [resourcePath(nodes, { name: "a", namespace: "ignored" }), "/api/v1/nodes/a"],
  [
    resourcePath(deployments, { namespace: "x", name: "w", subresource: "status" }),
    "/apis/apps/v1/namespaces/x/deployments/w/status",
  ],
  [
    resourcePath(configMaps, {
      query: { watch: true, limit: 0, labelSelector: "a=b,c", force: false },
    }),
    "/api/v1/configmaps?watch=true&limit=0&labelSelector=a%3Db%2Cc",
  ],
];
for (const [given, wanted] of paths) {
  test(`resourcePath() gives ${wanted}`, () => assert.equal(given, wanted));
}

test("readLines() joins lines that chunks cut, even within a character", async () => {
  const bytes = Buffer.from("äb\n\nsecond line\nlast");
  for (const size of [1, 2, 3, 7, bytes.length]) {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const lines: string[] = [];
    for await (const line of readLines(chunks())) lines.push(line);
    assert.deepEqual(lines, ["äb", "second line", "last"]);
  }
});

test("readLines() rejects a line over the limit", async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(1000, 97);
  }
  await assert.rejects(async () => {
    for await (const _ of readLines(chunks(), 10_000)) assert.fail();
  }, /longer than 10000/);
});

test("client turns a Status body into a StatusError and makes one up for other bodies", async () => {
  const server = new FakeApiServer();
  await assert.rejects(createClient(server).resource(configMaps).get("a", "b"), (error) => {
    assert.ok(isNotFound(error));
    assert.equal((error as Error).message, 'configmaps "b" not found');
    return true;
  });
  const plain = new FakeTransport(() => ({ status: 503, chunks: [Buffer.from("try later\n")] }));
  await assert.rejects(createClient(plain).resource(nodes).list(), (error) => {
    assert.ok(error instanceof StatusError);
    assert.deepEqual([error.code, error.reason], [503, "ServiceUnavailable"]);
    return true;
  });
});

test("client repeats a request after the seconds that Retry-After names", async () => {
  const clock = new FakeClock();
  let count = 0;
  const transport = new FakeTransport(() =>
    count++ === 0
      ? { status: 429, headers: { "retry-after": "3" } }
      : { body: { kind: "Node", apiVersion: "v1", metadata: { name: "a" } } },
  );
  const node = createClient(transport, { clock }).resource(nodes).get("", "a");
  await clock.advanceAsync(2900, 100);
  assert.equal(transport.requests.length, 1);
  await clock.advanceAsync(200, 100);
  assert.equal((await node).metadata.name, "a");
});

test("watch() ends with the reason of its signal", async () => {
  const client = createClient(new FakeApiServer());
  const stop = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(async () => {
    const events = client
      .resource(configMaps)
      .watch({ sendInitialEvents: true, signal: stop.signal });
    for await (const event of events) {
      assert.equal(event.type, "BOOKMARK");
      stop.abort(reason);
    }
  }, reason);
});

test("delete() sends its options and patch() the content type of its kind", async () => {
  const transport = new FakeTransport(() => ({ body: { metadata: {} } }));
  const client = createClient(transport).resource(configMaps);
  await client.delete("a", "b", { gracePeriodSeconds: 0, preconditions: { uid: "u" } });
  await client.patch("a", "b", {}, { type: "apply", fieldManager: "me", force: true });
  const [first, second] = transport.requests;
  assert.deepEqual(JSON.parse(Buffer.from(first?.body ?? "").toString()), {
    apiVersion: "v1",
    kind: "DeleteOptions",
    gracePeriodSeconds: 0,
    preconditions: { uid: "u" },
  });
  assert.equal(second?.path, "/api/v1/namespaces/a/configmaps/b?fieldManager=me&force=true");
  assert.equal(second?.headers["content-type"], "application/apply-patch+yaml");
});

test("readSharedValues() gives all readers of a chunk the same values", async () => {
  const chunk = Buffer.from('{"n":1}\n{"n":2}\n');
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield chunk;
    yield Buffer.from('{"n":3}\n');
  }
  const read = async (): Promise<unknown[]> => {
    const values: unknown[] = [];
    for await (const value of readSharedValues(chunks())) values.push(value);
    return values;
  };
  const [first, second] = [await read(), await read()];
  assert.deepEqual(first, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.equal(first[0], second[0]);
  assert.equal(first[1], second[1]);
});
