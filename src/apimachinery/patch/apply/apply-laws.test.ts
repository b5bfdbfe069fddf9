import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { structNamed } from "#api/schema";
import { deepFreeze } from "#base";
import type { KubernetesObject } from "../../meta/object.ts";
import type { Struct } from "../../schema/schema.ts";
import { applyPatch, trackUpdate } from "./index.ts";

const struct = structNamed("core/v1.Pod") as Struct;
const word = fc.constantFrom("a", "b", "c", "__proto__");
const container = fc.record(
  {
    name: fc.constantFrom("a", "b", "c"),
    image: fc.constantFrom("1", "2"),
    command: fc.array(word, { minLength: 1, maxLength: 2 }),
    env: fc.uniqueArray(fc.record({ name: word, value: word }), { selector: (e) => e.name }),
  },
  { requiredKeys: ["name"] },
);
const content = fc.record(
  {
    labels: fc.dictionary(word, word),
    containers: fc.uniqueArray(container, { selector: (c) => c.name }),
    hostname: word,
    nodeSelector: fc.dictionary(word, word, { minKeys: 1 }),
  },
  { requiredKeys: [] },
);
type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

function podOf({ labels, ...spec }: Content): KubernetesObject & { spec: object } {
  return deepFreeze({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", ...(labels ? { labels } : {}) },
    spec,
  });
}

function apply(
  live: KubernetesObject | undefined,
  applied: KubernetesObject,
  manager: string,
): KubernetesObject {
  const now = 1_700_000_000_000;
  const options = {
    struct,
    live: live && deepFreeze(live),
    applied,
    manager,
    apiVersion: "v1",
    now,
  };
  return applyPatch({ ...options, force: true });
}

/** True when everything stated is in the object. */
function contains(actual: unknown, stated: unknown): boolean {
  if (Array.isArray(stated)) {
    return stated.every((item: unknown) => {
      return Array.isArray(actual) && actual.some((other) => contains(other, item));
    });
  }
  if (typeof stated !== "object" || stated === null) return actual === stated;
  return Object.entries(stated).every(([key, value]) => {
    const isEmpty = typeof value === "object" && Object.keys(value ?? {}).length === 0;
    const part = (actual as Record<string, unknown> | undefined)?.[key];
    return (isEmpty && part === undefined) || contains(part, value);
  });
}

test("an apply holds what it states, and repeating it changes nothing", () => {
  fc.assert(
    fc.property(content, content, (first, second) => {
      const live = apply(undefined, podOf(first), "one");
      const object = apply(live, podOf(second), "two");
      assert.ok(contains(object, podOf(second)));
      assert.deepEqual(apply(object, podOf(second), "two"), object);
    }),
  );
});

test("a manager that states nothing any more leaves what the others stated", () => {
  fc.assert(
    fc.property(content, content, (first, second) => {
      const live = apply(undefined, podOf(first), "one");
      const both = apply(live, podOf(second), "two");
      const without = apply(both, podOf({}), "one");
      assert.ok(contains(without, podOf(second)));
      const names = without.metadata.managedFields?.map((entry) => entry.manager) ?? [];
      assert.ok(!names.includes("one") || names.length === 1 || isOnlyEmptySpec(without));
    }),
  );
});

/** An applied `spec: {}` is owned itself. */
function isOnlyEmptySpec(object: KubernetesObject): boolean {
  const entry = object.metadata.managedFields?.find(({ manager }) => manager === "one");
  assert.deepEqual(entry?.fieldsV1, { "f:spec": {} });
  return true;
}

test("an apply over an update takes over, and the updater keeps the rest", () => {
  fc.assert(
    fc.property(content, content, (first, second) => {
      const created = podOf(first);
      const entries = trackUpdate({
        struct,
        live: undefined,
        updated: created,
        manager: "updater",
        apiVersion: "v1",
        now: 1,
      });
      const metadata = { ...created.metadata, ...(entries ? { managedFields: entries } : {}) };
      const object = apply({ ...created, metadata }, podOf(second), "two");
      assert.ok(contains(object, podOf(second)));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    }),
  );
});
