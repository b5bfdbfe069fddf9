// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import { clusterRoleBindings, roleBindings } from "#api";
import {
  applyRoleBindingDefaults,
  type ClusterRoleBinding,
  type RoleBinding,
  type Subject,
  validateClusterRoleBinding,
  validateRoleBinding,
  validateRoleBindingUpdate,
} from "#api/rbac/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn, wideColumn } from "../columns.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";
import { pathSegmentComplaints } from "./path-segment.ts";

type AnyBinding = RoleBinding | ClusterRoleBinding;

const columns: readonly TypedColumn<AnyBinding>[] = [
  nameColumn,
  column("Role", "What it grants", (b) => `${b.roleRef?.kind ?? ""}/${b.roleRef?.name ?? ""}`),
  ageColumn,
  wideColumn("Users", "Users who get it", (binding) => subjectNames(binding, "User")),
  wideColumn("Groups", "Groups who get it", (binding) => subjectNames(binding, "Group")),
  wideColumn("ServiceAccounts", "Service accounts that get it", (binding) =>
    subjectNames(binding, "ServiceAccount"),
  ),
];

export const roleBindingDefinition: ResourceDefinition = defineResource(roleBindings, {
  nameComplaints: pathSegmentComplaints,
  applyDefaults: applyRoleBindingDefaults,
  strategy: {
    allowCreateOnUpdate: true,
    validate: validateRoleBinding,
    validateUpdate: validateRoleBindingUpdate,
  },
  columns,
});

export const clusterRoleBindingDefinition: ResourceDefinition = defineResource(
  clusterRoleBindings,
  {
    nameComplaints: pathSegmentComplaints,
    applyDefaults: applyRoleBindingDefaults,
    strategy: {
      allowCreateOnUpdate: true,
      validate: validateClusterRoleBinding,
      validateUpdate: validateRoleBindingUpdate,
    },
    columns,
  },
);

function subjectNames(binding: AnyBinding, kind: string): string {
  const ofKind = (binding.subjects ?? []).filter((subject) => subject.kind === kind);
  return ofKind.map(subjectName).join(", ");
}

function subjectName({ kind, name, namespace }: Subject): string {
  return kind === "ServiceAccount" ? `${namespace ?? ""}/${name}` : name;
}
