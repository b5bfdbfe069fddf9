// https://kubernetes.io/docs/concepts/policy/resource-quotas/
import { resourceQuotas } from "#api";
import {
  type ResourceQuota,
  validateResourceQuota,
  validateResourceQuotaUpdate,
} from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const resourceQuotaDefinition: ResourceDefinition = defineResource(resourceQuotas, {
  newStatus: () => ({}),
  strategy: { validate: validateResourceQuota, validateUpdate: validateResourceQuotaUpdate },
  applyDefaults(quota) {
    quota.spec ??= {};
    quota.status ??= {};
  },
  columns: [
    nameColumn,
    column("Request", "Used and allowed of everything but limits", (quota) =>
      usageText(quota, (resource) => !resource.startsWith("limits")),
    ),
    column("Limit", "Used and allowed of limits", (quota) =>
      usageText(quota, (resource) => resource.startsWith("limits")),
    ),
    ageColumn,
  ],
});

/** "pods: 1/10, secrets: 2/5" */
function usageText(quota: ResourceQuota, isWanted: (resource: string) => boolean): string {
  const hard = quota.status?.hard ?? {};
  return Object.keys(hard)
    .filter(isWanted)
    .sort()
    .map((resource) => `${resource}: ${quota.status?.used?.[resource] ?? "0"}/${hard[resource]}`)
    .join(", ");
}
