import assert from "node:assert/strict";
import { test } from "node:test";
import { validateRoleBinding } from "./rbac-validation.ts";
import type { RoleBinding, RoleRef, Subject } from "./types.generated.ts";

test("validateRoleBinding() speaks in Kubernetes' words", () => {
  const apiGroup = "rbac.authorization.k8s.io";
  const cases: [Partial<RoleRef>, Partial<Subject>, string[]][] = [
    [{}, {}, []],
    [{ name: "system:a.b" }, {}, []],
    [{ name: "" }, {}, ["roleRef.name: Required value"]],
    [{ name: "a/b" }, {}, [`roleRef.name: Invalid value: "a/b": may not contain '/'`]],
    [{ name: "a%b" }, {}, [`roleRef.name: Invalid value: "a%b": may not contain '%'`]],
    [
      { kind: "Robot" },
      {},
      ['roleRef.kind: Unsupported value: "Robot": supported values: "Role", "ClusterRole"'],
    ],
    [
      {},
      { kind: "Robot" },
      [
        'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      ],
    ],
  ];
  for (const [roleRef, subject, want] of cases) {
    const binding: RoleBinding = {
      metadata: { name: "b", namespace: "default" },
      roleRef: { apiGroup, kind: "Role", name: "r", ...roleRef },
      subjects: [{ apiGroup, kind: "User", name: "jane", ...subject }],
    };
    assert.deepEqual(
      validateRoleBinding(binding).map(({ field, message }) => `${field}: ${message}`),
      want,
    );
  }
});
