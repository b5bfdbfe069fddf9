// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
import { apiServices } from "#api";
import { applyAPIServiceDefaults, validateAPIService } from "#api/apiregistration/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";
import { pathSegmentComplaints } from "../rbac/path-segment.ts";

export const apiServiceDefinition: ResourceDefinition = defineResource(apiServices, {
  applyDefaults: applyAPIServiceDefaults,
  nameComplaints: pathSegmentComplaints,
  newStatus: () => ({}),
  strategy: { validate: validateAPIService, allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    column("Service", "Who serves it", (service) => {
      const reference = service.spec?.service;
      return reference ? `${reference.namespace}/${reference.name}` : "Local";
    }),
    column("Available", "Whether it answers", (service) => {
      const available = service.status?.conditions?.find(({ type }) => type === "Available");
      if (available === undefined) return "Unknown";
      return available.status === "True"
        ? "True"
        : `${available.status} (${available.reason ?? ""})`;
    }),
    ageColumn,
  ],
});
