import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { structNamed } from "#api/schema";
import type { ManagedFieldsEntry, UnstructuredObject } from "../../meta/object.ts";
import type { Struct } from "../../schema/schema.ts";
import { equalExceptManagedFieldsTimes, trackUpdate, type UpdateOptions } from "./index.ts";

const configMap = structNamed("core/v1.ConfigMap") as Struct;
const pod = structNamed("core/v1.Pod") as Struct;
const now = Date.UTC(2026, 0, 2, 3, 4, 5);

function object(data: object, managedFields?: ManagedFieldsEntry[]): UnstructuredObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "x", uid: "1", ...(managedFields ? { managedFields } : {}) },
    data,
  };
}
function track(options: Partial<UpdateOptions>): ManagedFieldsEntry[] {
  const entries = trackUpdate({
    struct: configMap,
    live: undefined,
    updated: object({}),
    manager: "m",
    apiVersion: "v1",
    now,
    ...options,
  });
  return entries ?? [];
}
const fieldsOf = (entries: ManagedFieldsEntry[]): Record<string, unknown> =>
  Object.fromEntries(entries.map((entry) => [entry.manager, entry.fieldsV1]));

test("trackUpdate() gives a created pod to its creator, as Kubernetes writes it", () => {
  const updated = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "default", uid: "1", labels: { run: "web" } },
    spec: {
      containers: [
        {
          name: "web",
          image: "nginx",
          resources: {},
          ports: [{ containerPort: 80, protocol: "TCP" }],
        },
      ],
      dnsPolicy: "ClusterFirst",
      nodeSelector: { a: "b" },
    },
  };
  assert.deepEqual(track({ struct: pod, updated }), [
    {
      manager: "m",
      operation: "Update",
      apiVersion: "v1",
      time: "2026-01-02T03:04:05Z",
      fieldsType: "FieldsV1",
      fieldsV1: {
        "f:metadata": { "f:labels": { ".": {}, "f:run": {} } },
        "f:spec": {
          "f:containers": {
            'k:{"name":"web"}': {
              ".": {},
              "f:name": {},
              "f:image": {},
              "f:resources": {},
              "f:ports": {
                ".": {},
                'k:{"containerPort":80,"protocol":"TCP"}': {
                  ".": {},
                  "f:containerPort": {},
                  "f:protocol": {},
                },
              },
            },
          },
          "f:dnsPolicy": {},
          "f:nodeSelector": {},
        },
      },
    },
  ]);
});

test("trackUpdate() moves changed fields to the one who changed them", () => {
  const first = track({ updated: object({ a: "1", b: "1" }) });
  const live = object({ a: "1", b: "1" }, first);
  const second = track({
    live,
    updated: object({ a: "2", c: "1" }, first),
    manager: "n",
    now: now + 1000,
  });
  assert.deepEqual(fieldsOf(second), {
    m: { "f:data": {} },
    n: { "f:data": { "f:a": {}, "f:c": {} } },
  });
  const third = track({
    live: object({ a: "2", c: "1" }, second),
    updated: object({}, second),
    manager: "n",
  });
  assert.deepEqual(fieldsOf(third), { m: { "f:data": {} } });
});

test("trackUpdate() keeps the entries, times included, when nothing changes", () => {
  const first = track({ updated: object({ a: "1" }) });
  const live = object({ a: "1" }, first);
  assert.equal(track({ live, updated: object({ a: "1" }, first), now: now + 9000 }), first);
  assert.deepEqual(track({ live, updated: object({ a: "1" }), now: now + 9000 }), first);
});

test("trackUpdate() takes the live entries when the request sends none or wrong ones", () => {
  const first = track({ updated: object({ a: "1" }) });
  const live = object({ a: "1" }, first);
  const updated = object({ a: "1", b: "1" }, [{ manager: "m", operation: "Destroy" }]);
  assert.deepEqual(fieldsOf(track({ live, updated, manager: "n" })), {
    m: { "f:data": { ".": {}, "f:a": {} } },
    n: { "f:data": { "f:b": {} } },
  });
});

test("trackUpdate() forgets all owners on [{}] and does not track untracked objects", () => {
  const first = track({ updated: object({ a: "1" }) });
  const live = object({ a: "1" }, first);
  assert.deepEqual(track({ live, updated: object({ a: "1" }, [{}]) }), []);
  assert.deepEqual(track({ live: object({ a: "1" }), updated: object({ a: "2" }) }), []);
});

test("trackUpdate() keeps subresources apart and ignores what they reset", () => {
  const created = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x" },
    spec: { nodeName: "a" },
  };
  const first = track({ struct: pod, updated: created, resetFields: [["status"]] });
  const live = { ...created, metadata: { name: "x", managedFields: first } };
  const updated = { ...live, spec: { nodeName: "b" }, status: { phase: "Running" } };
  const second = track({
    struct: pod,
    live,
    updated,
    manager: "kubelet",
    subresource: "status",
    resetFields: [["spec"]],
  });
  assert.deepEqual(fieldsOf(second), {
    m: { "f:spec": { "f:nodeName": {} } },
    kubelet: { "f:status": { "f:phase": {} } },
  });
  assert.equal(second.find((entry) => entry.manager === "kubelet")?.subresource, "status");
});

test("trackUpdate() merges the oldest of more than ten updaters", () => {
  let entries = track({ updated: object({ k0: "v" }), manager: "m0" });
  let data: Record<string, string> = { k0: "v" };
  for (let turn = 1; turn < 14; turn++) {
    const live = object(data, entries);
    data = { ...data, [`k${turn}`]: "v" };
    const at = now + turn * 1000;
    entries = track({ live, updated: object(data, entries), manager: `m${turn}`, now: at });
  }
  assert.equal(entries.length, 10);
  assert.equal(entries[0]?.manager, "ancient-changes");
  assert.deepEqual(entries[0]?.fieldsV1, {
    "f:data": { ".": {}, "f:k0": {}, "f:k1": {}, "f:k2": {}, "f:k3": {}, "f:k4": {} },
  });
  assert.equal(entries[9]?.manager, "m13");
});

test("trackUpdate() always gives every present field one updater at most", () => {
  const data = fc.dictionary(
    fc.constantFrom("a", "b", "c", "__proto__"),
    fc.constantFrom("1", "2"),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(data, fc.constantFrom("m", "n")), { maxLength: 6 }), (steps) => {
      let live: UnstructuredObject | undefined;
      for (const [content, manager] of steps) {
        const updated = object(content, live?.metadata.managedFields);
        const entries = track({ live, updated, manager });
        if (live && !live.metadata.managedFields) assert.deepEqual(entries, []);
        const owned = entries.flatMap((entry) => {
          return Object.keys((entry.fieldsV1?.["f:data"] ?? {}) as object);
        });
        const keys = owned.filter((element) => element !== ".").map((e) => e.slice(2));
        assert.equal(new Set(keys).size, keys.length);
        for (const key of keys) assert.ok(Object.hasOwn(content, key));
        live = object(content, entries.length ? entries : undefined);
      }
      assert.equal(({} as { "f:a"?: unknown })["f:a"], undefined);
    }),
  );
});

test("equalExceptManagedFieldsTimes() sees every other difference", () => {
  const entries = track({ updated: object({ a: "1" }) });
  const later = entries.map((entry) => ({ ...entry, time: "2027-01-01T00:00:00Z" }));
  assert.ok(equalExceptManagedFieldsTimes(object({}, entries), object({}, later)));
  assert.ok(!equalExceptManagedFieldsTimes(object({ a: "1" }, entries), object({}, later)));
  assert.ok(!equalExceptManagedFieldsTimes(object({}, entries), object({})));
});
