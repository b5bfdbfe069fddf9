// Dynamic resource allocation.
// https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
import { deviceClasses, resourceClaims, resourceClaimTemplates, resourceSlices } from "#api";
import {
  applyResourceClaimDefaults,
  applyResourceClaimTemplateDefaults,
  type ResourceClaim,
  validateResourceClaim,
  validateResourceClaimTemplate,
  validateResourceClaimTemplateUpdate,
  validateResourceClaimUpdate,
} from "#api/resource/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const deviceClassDefinition: ResourceDefinition = defineResource(deviceClasses, {
  hasGeneration: true,
});

export const resourceClaimDefinition: ResourceDefinition = defineResource(resourceClaims, {
  applyDefaults: applyResourceClaimDefaults,
  newStatus: () => ({}),
  strategy: { validate: validateResourceClaim, validateUpdate: validateResourceClaimUpdate },
  columns: [nameColumn, column("State", "Whether it has devices", stateText), ageColumn],
});

export const resourceClaimTemplateDefinition: ResourceDefinition = defineResource(
  resourceClaimTemplates,
  {
    applyDefaults: applyResourceClaimTemplateDefaults,
    strategy: {
      validate: validateResourceClaimTemplate,
      validateUpdate: validateResourceClaimTemplateUpdate,
    },
  },
);

export const resourceSliceDefinition: ResourceDefinition = defineResource(resourceSlices, {
  hasGeneration: true,
  columns: [
    nameColumn,
    column("Node", "The node it is of", ({ spec }) =>
      spec?.nodeName ? spec.nodeName : spec?.allNodes ? "<all>" : "<none>",
    ),
    column("Driver", "The driver that made it", (slice) => slice.spec?.driver ?? ""),
    column("Pool", "The pool it belongs to", (slice) => slice.spec?.pool?.name ?? ""),
    ageColumn,
  ],
  selectableFields: {
    "spec.nodeName": (slice) => slice.spec?.nodeName ?? "",
    "spec.driver": (slice) => slice.spec?.driver ?? "",
  },
});

function stateText({ metadata, status }: ResourceClaim): string {
  const states: string[] = [];
  if (metadata?.deletionTimestamp !== undefined) states.push("deleted");
  if (status?.allocation === undefined) {
    if (metadata?.deletionTimestamp === undefined) states.push("pending");
  } else {
    states.push("allocated", (status.reservedFor?.length ?? 0) > 0 ? "reserved" : "");
  }
  return states.filter(Boolean).join(",");
}
