// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import { clusterRoles, roles } from "#api";
import { validateClusterRole, validateRole } from "#api/rbac/v1";
import type { ResourceDefinition } from "#apiserver";
import { createdAtColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";
import { pathSegmentComplaints } from "./path-segment.ts";

export const roleDefinition: ResourceDefinition = defineResource(roles, {
  nameComplaints: pathSegmentComplaints,
  strategy: { allowCreateOnUpdate: true, validate: validateRole },
  columns: [nameColumn, createdAtColumn],
});

export const clusterRoleDefinition: ResourceDefinition = defineResource(clusterRoles, {
  nameComplaints: pathSegmentComplaints,
  strategy: { allowCreateOnUpdate: true, validate: validateClusterRole },
  columns: [nameColumn, createdAtColumn],
});
