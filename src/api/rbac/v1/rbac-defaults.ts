// API groups of role references and subjects, which may be left out.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import type { ClusterRoleBinding, RoleBinding } from "./types.generated.ts";

export const rbacGroup = "rbac.authorization.k8s.io";

export function applyRoleBindingDefaults(binding: RoleBinding | ClusterRoleBinding): void {
  binding.roleRef ??= { kind: "", name: "" };
  binding.roleRef.apiGroup ||= rbacGroup;
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === "User" || subject.kind === "Group") subject.apiGroup ||= rbacGroup;
  }
}
