import assert from "node:assert/strict";
import { test } from "node:test";
import type { PolicyRule } from "#api/rbac/v1";
import type { Attributes, Authorizer } from "../../authorization/authorizer.ts";
import type { RbacAuthorizer } from "../../authorization/authorizers/rbac.ts";
import { admissionRequest } from "../fake-admission-request.ts";
import { RbacEscalation } from "./rbac-escalation.ts";

const group = "rbac.authorization.k8s.io";
const get = (resource: string): PolicyRule => ({
  apiGroups: [""],
  resources: [resource],
  verbs: ["get"],
});

function pluginFor(owned: PolicyRule[], allowed: string[] = []): RbacEscalation {
  const authorizer: Authorizer = {
    name: "test",
    authorize: ({ verb }: Attributes) => ({
      decision: allowed.includes(verb) ? "allow" : "no-opinion",
      reason: "",
    }),
  };
  return new RbacEscalation({
    rbac: { policyRulesFor: () => owned } as unknown as RbacAuthorizer,
    authorizer,
    rulesOf: (_namespace, ref) => (ref.name === "reader" ? [get("pods")] : undefined),
  });
}

const role = (rules: PolicyRule[]) =>
  admissionRequest({
    group,
    resource: "roles",
    kind: "Role",
    object: { metadata: { name: "r" }, rules },
  });
const binding = (name: string) =>
  admissionRequest({
    group,
    resource: "rolebindings",
    kind: "RoleBinding",
    object: {
      metadata: { name: "b" },
      roleRef: { apiGroup: group, kind: "Role", name },
      subjects: [],
    },
  });

test("RBACEscalation lets nobody grant what they do not hold", async () => {
  await pluginFor([get("pods")]).validate(role([get("pods")]));
  await assert.rejects(
    pluginFor([get("pods")]).validate(role([get("secrets")])),
    /attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["secrets"\], Verbs:\["get"\]\}/,
  );
  await pluginFor([], ["escalate"]).validate(role([get("secrets")]));
});

test("RBACEscalation looks at the role behind a binding", async () => {
  await pluginFor([get("pods")]).validate(binding("reader"));
  await assert.rejects(pluginFor([]).validate(binding("reader")), /not currently held/);
  await pluginFor([], ["bind"]).validate(binding("reader"));
  await assert.rejects(
    pluginFor([]).validate(binding("none")),
    /roles.rbac.authorization.k8s.io "none" not found/,
  );
});

test("RBACEscalation leaves the superuser and unchanged rules alone", async () => {
  const plugin = pluginFor([]);
  const user = { name: "root", groups: ["system:masters"], extra: {} };
  assert.equal(plugin.handles({ ...role([]), user }), false);
  const request = role([get("secrets")]);
  await plugin.validate({ ...request, operation: "UPDATE", oldObject: request.object });
});
