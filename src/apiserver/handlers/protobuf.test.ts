import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { structFor } from "#api/schema";
import { decodeProtobuf, openEnvelope } from "#apimachinery/serializer";
import {
  type FakeControlPlane,
  fakeAdministrator,
  startFakeControlPlane,
} from "../fake-control-plane.ts";

const type = "application/vnd.kubernetes.protobuf";
const path = "/api/v1/namespaces/default/configmaps";
let plane: FakeControlPlane;

before(async () => {
  plane = await startFakeControlPlane();
  await plane.request("POST", path, { body: { metadata: { name: "a" }, data: { k: "v" } } });
});
after(() => plane.stop());

async function get(
  url: string,
  accept: string,
): Promise<{ type: string; body: AsyncIterable<Uint8Array> }> {
  const response = await plane.server.transportFor(fakeAdministrator).request({
    method: "GET",
    path: url,
    headers: { accept },
  });
  assert.equal(response.status, 200);
  return { type: response.headers["content-type"] as string, body: response.body };
}

async function message(url: string, accept: string): Promise<Record<string, unknown>> {
  const { type: contentType, body } = await get(url, accept);
  assert.equal(contentType, type);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return opened(Buffer.concat(chunks));
}

function opened(bytes: Uint8Array): Record<string, unknown> {
  const { apiVersion, kind, raw } = openEnvelope(bytes);
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const struct = structFor(group, apiVersion.slice(slash + 1), kind);
  assert.ok(struct, `${apiVersion} ${kind}`);
  return { kind, ...decodeProtobuf(raw, struct) };
}

test("objects, lists, metadata and discovery have a protobuf form", async () => {
  const object = await message(`${path}/a`, type);
  assert.deepEqual([object["kind"], object["data"]], ["ConfigMap", { k: "v" }]);
  const list = await message(path, type);
  assert.equal(list["kind"], "ConfigMapList");
  assert.equal((list["items"] as object[]).length, 1);
  const partial = await message(`${path}/a`, `${type};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`);
  assert.deepEqual([partial["kind"], partial["data"]], ["PartialObjectMetadata", undefined]);
  assert.equal((partial["metadata"] as { name: string }).name, "a");
  const partials = `${type};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
  assert.equal((await message(path, partials))["kind"], "PartialObjectMetadataList");
  for (const url of ["/api", "/apis", "/apis/apps", "/api/v1", "/apis/apps/v1"]) {
    assert.match((await message(url, type))["kind"] as string, /^API/);
  }
});

test("a Table is JSON, even where protobuf is preferred", async () => {
  const accept = `${type};as=Table;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1`;
  assert.equal((await get(path, accept)).type, "application/json");
});

test("a watch in protobuf is a stream of frames", async () => {
  const { type: contentType, body } = await get(`${path}?watch=true&timeoutSeconds=9`, type);
  assert.equal(contentType, `${type};stream=watch`);
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    assert.equal(bytes.readUInt32BE(0), bytes.length - 4);
    // WatchEvent: field 1 is the type, field 2 holds the object's envelope in its field 1.
    assert.equal(bytes.subarray(4, 11).toString("latin1"), "\x0a\x05ADDED");
    const object = opened(bytes.subarray(bytes.indexOf("k8s\0")));
    assert.equal((object["metadata"] as { name: string }).name, "a");
    break;
  }
});
