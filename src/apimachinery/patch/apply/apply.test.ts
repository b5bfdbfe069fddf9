import assert from "node:assert/strict";
import { test } from "node:test";
import { structNamed } from "#api/schema";
import { deepCopy, deepFreeze } from "#base";
import type { KubernetesObject, UnstructuredObject } from "../../meta/object.ts";
import type { Struct } from "../../schema/schema.ts";
import { StatusError } from "../../status-errors/status-error.ts";
import { type ApplyOptions, applyPatch, trackUpdate } from "./index.ts";

const deployment = structNamed("apps/v1.Deployment") as Struct;
const configMap = structNamed("core/v1.ConfigMap") as Struct;
const service = structNamed("core/v1.Service") as Struct;
const pod = structNamed("core/v1.Pod") as Struct;
const now = Date.UTC(2026, 0, 2, 3, 4, 5);

function apply(
  struct: Struct,
  live: KubernetesObject | undefined,
  applied: object,
  options: Partial<ApplyOptions> = {},
): UnstructuredObject {
  const { group, version, kind } = struct.groupVersionKind as NonNullable<
    typeof struct.groupVersionKind
  >;
  const apiVersion = group ? `${group}/${version}` : version;
  return applyPatch({
    struct,
    live: live && deepFreeze(deepCopy(live)),
    applied: deepFreeze({
      apiVersion,
      kind,
      metadata: { name: "x" },
      ...applied,
    }) as KubernetesObject,
    manager: "one",
    apiVersion,
    force: false,
    now,
    ...options,
  }) as UnstructuredObject;
}

function owners(object: KubernetesObject): Record<string, unknown> {
  const entries = object.metadata.managedFields ?? [];
  return Object.fromEntries(entries.map((e) => [`${e.manager} ${e.operation}`, e.fieldsV1]));
}

function track(
  struct: Struct,
  live: KubernetesObject | undefined,
  updated: object,
  manager = "updater",
  at = now,
): UnstructuredObject {
  const object = deepCopy(updated) as UnstructuredObject;
  const entries = trackUpdate({
    struct,
    live: live && deepFreeze(deepCopy(live)),
    updated: deepFreeze(deepCopy(object)),
    manager,
    apiVersion: object.apiVersion ?? "v1",
    now: at,
  });
  if (entries) object.metadata.managedFields = deepCopy(entries);
  else delete object.metadata.managedFields;
  return object;
}

test("applyPatch() creates an object and records what was stated", () => {
  const object = apply(configMap, undefined, {
    metadata: { name: "x", labels: { a: "1" } },
    data: { k: "v" },
  });
  assert.deepEqual(object["data"], { k: "v" });
  assert.deepEqual(object.metadata.managedFields, [
    {
      manager: "one",
      operation: "Apply",
      apiVersion: "v1",
      time: "2026-01-02T03:04:05Z",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:data": { "f:k": {} }, "f:metadata": { "f:labels": { "f:a": {} } } },
    },
  ]);
});

test("applyPatch() removes what is no longer stated and owned by nobody else", () => {
  const first = apply(configMap, undefined, { data: { a: "1", b: "2" } });
  const second = apply(configMap, first, { data: { b: "2" } }, { manager: "two" });
  const third = apply(configMap, second, { data: {} });
  assert.deepEqual(third["data"], { b: "2" });
  assert.deepEqual(owners(third), {
    "one Apply": { "f:data": {} },
    "two Apply": { "f:data": { "f:b": {} } },
  });
  const fourth = apply(configMap, third, {}, { manager: "two" });
  assert.equal(
    (fourth["data"] as object | undefined) && "b" in (fourth["data"] as object),
    undefined,
  );
});

test("applyPatch() refuses to change what others own, as kubectl prints it", () => {
  const created = track(
    deployment,
    undefined,
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x" },
      spec: { replicas: 1, paused: true },
    },
    "kubectl-client-side-apply",
  );
  assert.throws(
    () => apply(deployment, created, { spec: { replicas: 2 } }),
    (error) => {
      assert.ok(error instanceof StatusError);
      assert.equal(
        error.message,
        'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      );
      assert.equal(error.code, 409);
      assert.deepEqual(error.status.details?.causes, [
        {
          reason: "FieldManagerConflict",
          message: 'conflict with "kubectl-client-side-apply" using apps/v1',
          field: ".spec.replicas",
        },
      ]);
      return true;
    },
  );
  assert.throws(() => apply(deployment, created, { spec: { replicas: 2, paused: false } }), {
    message:
      'Apply failed with 2 conflicts: conflicts with "kubectl-client-side-apply" using apps/v1:\n' +
      "- .spec.replicas\n- .spec.paused",
  });
  const forced = apply(deployment, created, { spec: { replicas: 2 } }, { force: true });
  assert.deepEqual(forced["spec"], { replicas: 2, paused: true });
  assert.deepEqual(owners(forced), {
    "one Apply": { "f:spec": { "f:replicas": {} } },
    "kubectl-client-side-apply Update": { "f:spec": { "f:paused": {} } },
  });
});

test("applyPatch() shares what two managers state alike", () => {
  const first = apply(configMap, undefined, { data: { a: "1" } });
  const second = apply(configMap, first, { data: { a: "1" } }, { manager: "two" });
  assert.deepEqual(owners(second), {
    "one Apply": { "f:data": { "f:a": {} } },
    "two Apply": { "f:data": { "f:a": {} } },
  });
  assert.throws(() => apply(configMap, second, { data: { a: "2" } }, { manager: "two" }), {
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
  });
});

test("applyPatch() that changes nothing gives back the live object, times included", () => {
  const first = apply(configMap, undefined, { data: { a: "1" } });
  const again = apply(configMap, first, { data: { a: "1" } }, { now: now + 5000 });
  assert.deepEqual(again, first);
  assert.notEqual(again, first);
});

test("applyPatch() tells list items apart by their keys, with their defaults", () => {
  const first = apply(service, undefined, { spec: { ports: [{ port: 53, protocol: "UDP" }] } });
  const second = apply(
    service,
    first,
    { spec: { ports: [{ port: 53, name: "dns" }] } },
    { manager: "two" },
  );
  assert.deepEqual(second["spec"], {
    ports: [
      { port: 53, protocol: "UDP" },
      { port: 53, name: "dns" },
    ],
  });
  assert.deepEqual(owners(second)["two Apply"], {
    "f:spec": {
      "f:ports": { 'k:{"port":53,"protocol":"TCP"}': { ".": {}, "f:name": {}, "f:port": {} } },
    },
  });
  const third = apply(service, second, { spec: {} });
  assert.deepEqual((third["spec"] as { ports: unknown }).ports, [{ port: 53, name: "dns" }]);
});

test("applyPatch() keeps the stated order and leaves others' items in their place", () => {
  const names = (object: UnstructuredObject): string[] =>
    (object["spec"] as { containers: { name: string }[] }).containers.map((c) => c.name);
  const container = (name: string): object => ({ name, image: name });
  const first = apply(pod, undefined, {
    spec: { containers: ["s1", "a", "s2", "b"].map(container) },
  });
  const second = apply(
    pod,
    first,
    { spec: { containers: ["b", "a", "c"].map(container) } },
    { manager: "two" },
  );
  assert.deepEqual(names(second), ["s1", "s2", "b", "a", "c"]);
  const third = apply(pod, second, { spec: { containers: [container("s1")] } });
  assert.deepEqual(names(third), ["s1", "b", "a", "c"]);
});

test("applyPatch() treats atomic lists, maps and structs as one value", () => {
  const first = apply(service, undefined, {
    spec: { selector: { a: "1" }, externalIPs: ["1.2.3.4"] },
  });
  const second = apply(service, first, { spec: { selector: { b: "2" } } });
  assert.deepEqual(second["spec"], { selector: { b: "2" } });
  assert.deepEqual(owners(second)["one Apply"], { "f:spec": { "f:selector": {} } });
  assert.throws(
    () => apply(service, second, { spec: { selector: { c: "3" } } }, { manager: "two" }),
    /conflict with "one": \.spec\.selector$/,
  );
});

test("applyPatch() keeps sets by value", () => {
  const first = apply(configMap, undefined, {
    metadata: { name: "x", finalizers: ["a/a", "b/b"] },
  });
  const second = apply(
    configMap,
    first,
    { metadata: { name: "x", finalizers: ["b/b", "c/c"] } },
    { manager: "two" },
  );
  assert.deepEqual(second.metadata.finalizers, ["a/a", "b/b", "c/c"]);
  const third = apply(configMap, second, { metadata: { name: "x" } });
  assert.deepEqual(third.metadata.finalizers, ["b/b", "c/c"]);
  assert.deepEqual(owners(third), {
    "two Apply": { "f:metadata": { "f:finalizers": { 'v:"b/b"': {}, 'v:"c/c"': {} } } },
  });
});

test("applyPatch() gives untracked objects to before-first-apply", () => {
  const live = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "x", uid: "1" },
    data: { a: "1" },
  };
  assert.throws(() => apply(configMap, live, { data: { a: "2" } }), {
    message: 'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
  });
  const object = apply(configMap, live, { data: { b: "2" } });
  assert.deepEqual(owners(object), {
    "one Apply": { "f:data": { "f:b": {} } },
    "before-first-apply Update": { "f:data": { ".": {}, "f:a": {} } },
  });
});

test("applyPatch() by kubectl takes over what client-side apply noted", () => {
  const noted = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { a: "1" } };
  const key = "kubectl.kubernetes.io/last-applied-configuration";
  const live = track(
    configMap,
    undefined,
    { ...noted, metadata: { name: "x", annotations: { [key]: JSON.stringify(noted) } } },
    "kubectl-client-side-apply",
  );
  const object = apply(configMap, live, { data: { a: "2" } }, { manager: "kubectl" });
  assert.deepEqual(object["data"], { a: "2" });
  assert.match(object.metadata.annotations?.[key] ?? "", /"data":\{"a":"2"\}/);
  const changed = track(configMap, live, { ...live, data: { a: "3" } }, "somebody");
  assert.throws(() => apply(configMap, changed, { data: { a: "2" } }, { manager: "kubectl" }), {
    message: 'Apply failed with 1 conflict: conflict with "somebody" using v1: .data.a',
  });
});

const refused: [string, object, RegExp][] = [
  [
    "unknown fields",
    { spec: { foo: 1 } },
    /^failed to create typed patch object \(x; v1, Kind=Pod\): \.spec\.foo: field not declared/,
  ],
  [
    "duplicates",
    { spec: { containers: [{ name: "a" }, { name: "a" }] } },
    /\.spec\.containers: duplicate entries for key \[name="a"\]$/,
  ],
  [
    "items without key",
    { spec: { containers: [{}] } },
    /element 0: associative list with keys has an element that omits key field "name"/,
  ],
  [
    "managedFields",
    { metadata: { name: "x", managedFields: [] } },
    /^metadata\.managedFields must be nil$/,
  ],
  [
    "another version",
    { apiVersion: "v2" },
    /^Incorrect version specified in apply patch\. Specified patch version: v2, expected: v1$/,
  ],
];
for (const [name, applied, message] of refused) {
  test(`applyPatch() refuses ${name}`, () => {
    assert.throws(
      () => apply(pod, undefined, applied),
      (error) => {
        return error instanceof StatusError && message.test(error.message);
      },
    );
  });
}

test("applyPatch() does not own what its endpoint resets", () => {
  const status = { conditions: [{ type: "Ready", status: "True" }] };
  const main = apply(
    pod,
    undefined,
    { spec: { nodeName: "n" }, status },
    { resetFields: [["status"]] },
  );
  assert.deepEqual(owners(main), { "one Apply": { "f:spec": { "f:nodeName": {} } } });
  const both = apply(pod, main, { status }, { subresource: "status", resetFields: [["spec"]] });
  assert.equal(both.metadata.managedFields?.length, 2);
  assert.equal(both.metadata.managedFields?.[1]?.subresource, "status");
});
