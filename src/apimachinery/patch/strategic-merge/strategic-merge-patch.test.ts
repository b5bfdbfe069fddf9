import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { structNamed } from "#api/schema";
import { StatusError } from "../../status-errors/status-error.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

const deployment = structNamed("apps/v1.Deployment");
const service = structNamed("core/v1.Service");
const podSpec = structNamed("core/v1.PodSpec");
type Patch = Record<string, unknown>;

const cases: [string, typeof podSpec, object, Patch, object][] = [
  [
    "merges containers by name and puts the patch's in its order",
    podSpec,
    {
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "1" },
      ],
    },
    {
      containers: [
        { name: "b", image: "2" },
        { name: "c", image: "3" },
      ],
    },
    {
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "2" },
        { name: "c", image: "3" },
      ],
    },
  ],
  [
    "deletes an item with $patch: delete",
    podSpec,
    { containers: [{ name: "a" }, { name: "b" }] },
    { containers: [{ name: "a", $patch: "delete" }] },
    { containers: [{ name: "b" }] },
  ],
  [
    "replaces a list with $patch: replace",
    podSpec,
    { containers: [{ name: "a" }, { name: "b" }] },
    { containers: [{ $patch: "replace" }, { name: "c" }] },
    { containers: [{ name: "c" }] },
  ],
  [
    "replaces a map with $patch: replace",
    podSpec,
    { securityContext: { runAsUser: 1, fsGroup: 2 } },
    { securityContext: { $patch: "replace", runAsUser: 3 } },
    { securityContext: { runAsUser: 3 } },
  ],
  [
    "empties a map with $patch: delete",
    podSpec,
    { securityContext: { runAsUser: 1 } },
    { securityContext: { $patch: "delete" } },
    { securityContext: {} },
  ],
  [
    "replaces lists that have no merge strategy",
    podSpec,
    { tolerations: [{ key: "a" }] },
    { tolerations: [{ key: "b" }] },
    { tolerations: [{ key: "b" }] },
  ],
  [
    "deletes null fields and ignores nulls that match nothing",
    podSpec,
    { nodeName: "x", hostname: "y" },
    { nodeName: null, subdomain: null, securityContext: { runAsUser: null } },
    { hostname: "y", securityContext: {} },
  ],
  [
    "orders by $setElementOrder, server-only items staying in front of what they preceded",
    podSpec,
    { containers: [{ name: "s1" }, { name: "a" }, { name: "s2" }, { name: "b" }] },
    {
      "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
      containers: [{ name: "a", image: "2" }],
    },
    { containers: [{ name: "s1" }, { name: "s2" }, { name: "b" }, { name: "a", image: "2" }] },
  ],
  [
    "orders without changing items",
    podSpec,
    { containers: [{ name: "a" }, { name: "b" }] },
    { "$setElementOrder/containers": [{ name: "b" }, { name: "a" }] },
    { containers: [{ name: "b" }, { name: "a" }] },
  ],
  [
    "keeps only the members of $retainKeys",
    deployment,
    { spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } } },
    { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
    { spec: { strategy: { type: "Recreate" } } },
  ],
  [
    "merges sets and deletes from them",
    service,
    { metadata: { finalizers: ["a", "b"] } },
    {
      metadata: {
        "$deleteFromPrimitiveList/finalizers": ["a"],
        "$setElementOrder/finalizers": ["b", "c"],
        finalizers: ["c"],
      },
    },
    { metadata: { finalizers: ["b", "c"] } },
  ],
  [
    "merges ports by port",
    service,
    { spec: { ports: [{ port: 80, name: "http", targetPort: 8080 }] } },
    {
      spec: {
        ports: [
          { port: 80, targetPort: 9090 },
          { port: 443, name: "https" },
        ],
      },
    },
    {
      spec: {
        ports: [
          { port: 80, name: "http", targetPort: 9090 },
          { port: 443, name: "https" },
        ],
      },
    },
  ],
  [
    "merges labels as a map",
    service,
    { metadata: { labels: { a: "1", b: "2" } } },
    { metadata: { labels: { a: null, c: "3" } } },
    { metadata: { labels: { b: "2", c: "3" } } },
  ],
  [
    "drops directives where there is nothing to merge with",
    podSpec,
    {},
    {
      containers: [
        { name: "a", $patch: "delete" },
        { name: "b", "$setElementOrder/env": [], command: null },
      ],
    },
    { containers: [{ name: "b" }] },
  ],
  [
    "replaces lists of unknown structs",
    undefined,
    { a: { b: [1] } },
    { a: { b: [2], c: 1 } },
    { a: { b: [2], c: 1 } },
  ],
];
for (const [name, struct, original, patch, expected] of cases) {
  test(`applyStrategicMergePatch() ${name}`, () => {
    const before = JSON.stringify([original, patch]);
    assert.deepEqual(applyStrategicMergePatch(original, patch, struct), expected);
    assert.equal(JSON.stringify([original, patch]), before);
  });
}

const refused: [string, object, Patch, RegExp][] = [
  [
    "an unknown directive",
    { os: {} },
    { os: { $patch: "destroy" } },
    /unknown patch type: destroy/,
  ],
  [
    "an item without merge key",
    { containers: [{ name: "a" }] },
    { containers: [{ image: "x" }] },
    /does not contain declared merge key: name/,
  ],
  [
    "keys outside $retainKeys",
    {},
    { $retainKeys: ["a"], hostname: "b" },
    /invalid patch format of retainKeys/,
  ],
  [
    "another order than it says",
    { containers: [] },
    { "$setElementOrder/containers": [{ name: "a" }], containers: [{ name: "b" }] },
    /The order in patch list/,
  ],
];
for (const [name, original, patch, message] of refused) {
  test(`applyStrategicMergePatch() refuses ${name}`, () => {
    assert.throws(
      () => applyStrategicMergePatch(original, patch, podSpec),
      (error) => error instanceof StatusError && message.test(error.message),
    );
  });
}

const name = fc.constantFrom("a", "b", "c", "d");
const containers = fc.uniqueArray(
  fc.record({ name, image: fc.constantFrom("x", "y") }, { requiredKeys: ["name"] }),
  { selector: (item) => item.name },
);

test("applyStrategicMergePatch() holds every item of both sides once, and is idempotent", () => {
  fc.assert(
    fc.property(containers, containers, (before, change) => {
      const once = applyStrategicMergePatch(
        { containers: before },
        { containers: change },
        podSpec,
      );
      const names = (once.containers as { name: string }[]).map((item) => item.name);
      const expected = new Set([...before, ...change].map((item) => item.name));
      assert.deepEqual(new Set(names), expected);
      assert.equal(names.length, expected.size);
      assert.deepEqual(applyStrategicMergePatch(once, { containers: change }, podSpec), once);
    }),
  );
});

test("applyStrategicMergePatch() never reaches a prototype", () => {
  const patch = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  );
  const result = applyStrategicMergePatch({}, patch, podSpec) as Record<string, unknown>;
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.deepEqual(Object.keys(result), ["__proto__", "constructor"]);
});
