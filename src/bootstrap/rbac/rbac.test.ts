import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultClusterRoleBindings, defaultRoleBindings, defaultRoles } from "./bindings.ts";
import { defaultClusterRoles } from "./cluster-roles.ts";
import { parseRule, parseRules } from "./parse-rules.ts";

test("parseRule() reads groups, names and URLs", () => {
  assert.deepEqual(parseRule("core,apps pods,pods/log(a,b) read"), {
    apiGroups: ["", "apps"],
    resources: ["pods", "pods/log"],
    resourceNames: ["a", "b"],
    verbs: ["get", "list", "watch"],
  });
  assert.deepEqual(parseRule("url /healthz,/version get"), {
    nonResourceURLs: ["/healthz", "/version"],
    verbs: ["get"],
  });
});

test("default bindings name roles that exist, and names are unique", () => {
  const clusterRoles = new Set(defaultClusterRoles().map((role) => role.metadata.name));
  assert.equal(clusterRoles.size, defaultClusterRoles().length);
  for (const binding of defaultClusterRoleBindings())
    assert.ok(clusterRoles.has(binding.roleRef.name), binding.roleRef.name);
  const roles = new Set(
    defaultRoles().map((role) => `${role.metadata.namespace}/${role.metadata.name}`),
  );
  for (const binding of defaultRoleBindings())
    assert.ok(roles.has(`${binding.metadata.namespace}/${binding.roleRef.name}`));
});

test("edit holds all rules of view, and neither reads roles", () => {
  const rules = (name: string) =>
    (defaultClusterRoles().find((role) => role.metadata.name === name)?.rules ?? []).map((rule) =>
      JSON.stringify(rule),
    );
  assert.ok(rules("view").length > 5);
  assert.ok(rules("view").every((rule) => rules("edit").includes(rule)));
  assert.ok(!rules("edit").some((rule) => rule.includes("rolebindings")));
});

test("parseRules() takes a line that ends in a comma together with the next", () => {
  assert.deepEqual(parseRules("\napps deployments,\n  replicasets get\ncore pods list\n"), [
    { apiGroups: ["apps"], resources: ["deployments", "replicasets"], verbs: ["get"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
  ]);
});
