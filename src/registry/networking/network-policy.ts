// https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { networkPolicies } from "#api";
import { applyNetworkPolicyDefaults, validateNetworkPolicy } from "#api/networking/v1";
import { formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const networkPolicyDefinition: ResourceDefinition = defineResource(networkPolicies, {
  hasGeneration: true,
  applyDefaults: applyNetworkPolicyDefaults,
  strategy: { validate: validateNetworkPolicy },
  columns: [
    nameColumn,
    column("Pod-Selector", "The pods it is for", (policy) =>
      formatLabelSelector(policy.spec?.podSelector),
    ),
    ageColumn,
  ],
});
