import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { UnstructuredObject } from "#apimachinery";
import { type FakeControlPlane, startFakeControlPlane } from "../fake-control-plane.ts";

let plane: FakeControlPlane;
const path = "/api/v1/namespaces/default/configmaps";

interface ListMeta {
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

before(async () => {
  plane = await startFakeControlPlane();
  for (const name of ["e", "a", "d", "b", "c"]) await create(name);
  await create("z", "/api/v1/namespaces/other/configmaps");
});
after(() => plane.stop());

async function create(name: string, where = path): Promise<UnstructuredObject> {
  const labels = { odd: String(name.charCodeAt(0) % 2 === 1) };
  return (await plane.request("POST", where, { body: { metadata: { name, labels } } })).json;
}

async function list(query = "", where = path): Promise<{ names: string; meta: ListMeta }> {
  const answer = await plane.request("GET", `${where}?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return {
    names: answer.json.items.map((item) => item.metadata.name).join(""),
    meta: answer.json.metadata as ListMeta,
  };
}

test("list is ordered by namespace and name and selects by labels and fields", async () => {
  const cases: [string, string, string][] = [
    ["", path, "abcde"],
    ["", "/api/v1/configmaps", "abcdez"],
    ["labelSelector=odd%3Dtrue", path, "ace"],
    ["labelSelector=odd+notin+(true)", path, "bd"],
    ["fieldSelector=metadata.name%3Db", path, "b"],
    ["fieldSelector=metadata.name!%3Db,metadata.namespace%3Ddefault", "/api/v1/configmaps", "acde"],
  ];
  for (const [query, where, expected] of cases) {
    assert.equal((await list(query, where)).names, expected, query);
  }
  const bad = await plane.request("GET", `${path}?labelSelector=%3D%3D`);
  assert.deepEqual([bad.status, bad.json.reason], [400, "BadRequest"]);
  const field = await plane.request("GET", `${path}?fieldSelector=spec.x%3D1`);
  assert.equal(
    field.json.message,
    '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
  const label = await plane.request("GET", `${path}?labelSelector=a+b`);
  assert.equal(
    label.json.message,
    "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
  );
});

test("pages show one state, whatever is written meanwhile", async () => {
  const first = await list("limit=2");
  assert.equal(first.names, "ab");
  assert.equal(first.meta.remainingItemCount, 3);
  await create("bb");
  const second = await list(`limit=2&continue=${first.meta.continue}`);
  assert.equal(second.names, "cd");
  assert.equal(second.meta.resourceVersion, first.meta.resourceVersion);
  assert.equal(second.meta.remainingItemCount, 1);
  const third = await list(`limit=2&continue=${second.meta.continue}`);
  assert.equal(third.names, "e");
  assert.equal(third.meta.continue, undefined);
  assert.equal(third.meta.remainingItemCount, undefined);
  await plane.request("DELETE", `${path}/bb`);
});

test("pages with a selector have no remaining count", async () => {
  const first = await list("limit=2&labelSelector=odd%3Dtrue");
  assert.equal(first.names, "ac");
  assert.ok(first.meta.continue);
  assert.equal(first.meta.remainingItemCount, undefined);
  const query = `limit=2&labelSelector=odd%3Dtrue&continue=${first.meta.continue}`;
  assert.equal((await list(query)).names, "e");
});

test("a token of a compacted state gets 410 and another token that goes on", async () => {
  const first = await list("limit=2");
  await create("f");
  await plane.backend.compact(plane.server.revision);
  const expired = await plane.request("GET", `${path}?limit=2&continue=${first.meta.continue}`);
  assert.deepEqual([expired.status, expired.json.reason], [410, "Expired"]);
  const fresh = (expired.json.metadata as ListMeta).continue as string;
  const rest = await list(`limit=9&continue=${fresh}`);
  assert.equal(rest.names, "cdef");
  assert.ok(Number(rest.meta.resourceVersion) > Number(first.meta.resourceVersion));
  await plane.request("DELETE", `${path}/f`);
});

test("a token expires though nothing of the resource has changed", async () => {
  const first = await list("limit=2");
  await plane.request("POST", "/api/v1/namespaces", { body: { metadata: { name: "later" } } });
  const query = `limit=2&continue=${first.meta.continue}`;
  assert.equal((await list(query)).names, "cd");
  await plane.backend.compact(plane.server.revision);
  const expired = await plane.request("GET", `${path}?${query}`);
  assert.deepEqual([expired.status, expired.json.reason], [410, "Expired"]);
});

test("tokens that were not issued here are refused", async () => {
  const token = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const tokens = [
    "x",
    token(null),
    token({ v: "meta.k8s.io/v1", rv: 5 }),
    token({ v: "v0", rv: 5, start: "a" }),
    token({ v: "meta.k8s.io/v1", rv: -7, start: "a" }),
    token({ v: "meta.k8s.io/v1", rv: 5, start: "../secrets/a" }),
  ];
  for (const value of tokens) {
    const answer = await plane.request("GET", `${path}?continue=${value}`);
    assert.equal(answer.status, 400, value);
  }
});

test("resourceVersion and resourceVersionMatch mean what the documentation says", async () => {
  const before = await list();
  await create("x");
  const old = before.meta.resourceVersion;
  const cases: [string, string][] = [
    ["", "abcdex"],
    ["resourceVersion=0", "abcdex"],
    [`resourceVersion=${old}`, "abcdex"],
    [`resourceVersion=${old}&resourceVersionMatch=NotOlderThan`, "abcdex"],
    [`resourceVersion=${old}&resourceVersionMatch=Exact`, "abcde"],
    [`resourceVersion=${old}&limit=10`, "abcde"],
    [`resourceVersion=${old}&limit=10&resourceVersionMatch=NotOlderThan`, "abcdex"],
  ];
  for (const [query, names] of cases) assert.equal((await list(query)).names, names, query);
  const exact = await list(`resourceVersion=${old}&resourceVersionMatch=Exact`);
  assert.equal(exact.meta.resourceVersion, old);
  const refused = [
    "resourceVersionMatch=Exact",
    "resourceVersionMatch=NotOlderThan",
    "resourceVersion=0&resourceVersionMatch=Exact",
    "resourceVersion=1&resourceVersionMatch=Other",
    "sendInitialEvents=true",
    "resourceVersion=x",
  ];
  for (const query of refused) {
    assert.equal((await plane.request("GET", `${path}?${query}`)).status, 422, query);
  }
  await plane.request("DELETE", `${path}/x`);
});

test("a version that is not there yet is waited for, then refused", async () => {
  const future = plane.server.revision + 1;
  const waiting = plane.request("GET", `${path}?resourceVersion=${future}`);
  await create("w");
  assert.equal((await waiting).status, 200);
  const never = plane.request("GET", `${path}?resourceVersion=999999`);
  await plane.clock.advanceAsync(5_000, 500);
  const answer = await never;
  assert.deepEqual([answer.status, answer.json.reason], [504, "Timeout"]);
  assert.match(answer.json.message, /Too large resource version: 999999, current: \d+/);
  const { causes } = (answer.json as unknown as { details: { causes: { reason: string }[] } })
    .details;
  assert.equal(causes[0]?.reason, "ResourceVersionTooLarge");
  await plane.request("DELETE", `${path}/w`);
});

test("list answers as Table and as metadata alone", async () => {
  const accept = (as: string) => ({ accept: `application/json;as=${as};v=v1;g=meta.k8s.io` });
  const table = await plane.request("GET", path, { headers: accept("Table") });
  const rows = table.json["rows"] as { cells: unknown[]; object: UnstructuredObject }[];
  assert.equal(table.json.kind, "Table");
  assert.deepEqual(
    (table.json["columnDefinitions"] as { name: string }[]).map((column) => column.name),
    ["Name", "Age"],
  );
  assert.deepEqual(rows[0]?.cells, ["a", "5s"]);
  assert.equal(rows[0]?.object.kind, "PartialObjectMetadata");
  const none = await plane.request("GET", `${path}?includeObject=None`, {
    headers: accept("Table"),
  });
  assert.deepEqual(Object.keys((none.json["rows"] as object[])[0] as object), ["cells"]);
  const partial = await plane.request("GET", path, {
    headers: accept("PartialObjectMetadataList"),
  });
  assert.equal(partial.json.kind, "PartialObjectMetadataList");
  assert.deepEqual(Object.keys(partial.json.items[0] as object).sort(), [
    "apiVersion",
    "kind",
    "metadata",
  ]);
  const nothing = await plane.request("GET", path, { headers: { accept: "text/html" } });
  assert.equal(nothing.status, 406);
});

test("a large list comes whole and in order", async () => {
  const where = "/api/v1/namespaces/large/configmaps";
  const value = "v".repeat(2_000);
  for (let index = 0; index < 300; index++) {
    const name = `m${String(index).padStart(4, "0")}`;
    await plane.request("POST", where, { body: { metadata: { name }, data: { value } } });
  }
  const answer = await plane.request("GET", where);
  assert.ok(answer.text.length > 600_000);
  const names = answer.json.items.map((item) => item.metadata.name as string);
  assert.equal(names.length, 300);
  assert.deepEqual(names, [...names].sort());
});
