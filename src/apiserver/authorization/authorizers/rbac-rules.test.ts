import assert from "node:assert/strict";
import { test } from "node:test";
import type { PolicyRule } from "#api/rbac/v1";
import type { Attributes } from "../authorizer.ts";
import { ruleAllows, uncoveredRules } from "./rbac-rules.ts";

const request = (change: Partial<Attributes>): Attributes => ({
  user: { name: "u", groups: [], extra: {} },
  verb: "get",
  isResourceRequest: true,
  group: "",
  version: "v1",
  resource: "pods",
  subresource: "",
  namespace: "n",
  name: "a",
  path: "",
  ...change,
});

const cases: [string, PolicyRule, Partial<Attributes>, boolean][] = [
  ["plain", { apiGroups: [""], resources: ["pods"], verbs: ["get"] }, {}, true],
  ["other verb", { apiGroups: [""], resources: ["pods"], verbs: ["get"] }, { verb: "list" }, false],
  ["other group", { apiGroups: ["apps"], resources: ["pods"], verbs: ["*"] }, {}, false],
  [
    "subresource is not the resource",
    { apiGroups: [""], resources: ["pods"], verbs: ["*"] },
    { subresource: "log" },
    false,
  ],
  [
    "subresource by name",
    { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
    { subresource: "log" },
    true,
  ],
  [
    "any resource's subresource",
    { apiGroups: ["*"], resources: ["*/scale"], verbs: ["get"] },
    { subresource: "scale" },
    true,
  ],
  [
    "named",
    { apiGroups: [""], resources: ["pods"], verbs: ["get"], resourceNames: ["b"] },
    {},
    false,
  ],
  [
    "named list without a name",
    { apiGroups: [""], resources: ["pods"], verbs: ["list"], resourceNames: ["a"] },
    { verb: "list", name: "" },
    false,
  ],
  [
    "url prefix",
    { nonResourceURLs: ["/healthz/*"], verbs: ["get"] },
    { isResourceRequest: false, path: "/healthz/etcd" },
    true,
  ],
  [
    "url of a resource rule",
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { isResourceRequest: false, path: "/metrics" },
    false,
  ],
];

for (const [name, rule, change, expected] of cases) {
  test(`ruleAllows() with ${name} is ${expected}`, () =>
    assert.equal(ruleAllows(rule, request(change)), expected));
}

test("uncoveredRules() finds what an owner does not hold", () => {
  const owned: PolicyRule[] = [
    { apiGroups: [""], resources: ["pods", "*/status"], verbs: ["get", "list"] },
  ];
  assert.deepEqual(
    uncoveredRules(owned, [
      { apiGroups: [""], resources: ["pods", "nodes/status"], verbs: ["get"] },
    ]),
    [],
  );
  assert.deepEqual(
    uncoveredRules(owned, [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "delete"] }]),
    [{ verbs: ["delete"], apiGroups: [""], resources: ["pods"] }],
  );
  assert.equal(
    uncoveredRules(owned, [{ apiGroups: ["*"], resources: ["pods"], verbs: ["get"] }]).length,
    1,
  );
  assert.equal(
    uncoveredRules(
      [{ apiGroups: [""], resources: ["pods"], verbs: ["get"], resourceNames: ["a"] }],
      [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
    ).length,
    1,
  );
});
