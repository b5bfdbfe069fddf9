// https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
import { serviceCIDRs } from "#api";
import { validateServiceCIDR, validateServiceCIDRUpdate } from "#api/networking/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const serviceCIDRDefinition: ResourceDefinition = defineResource(serviceCIDRs, {
  applyDefaults(object) {
    object.spec ??= {};
    object.status ??= {};
  },
  newStatus: () => ({}),
  strategy: { validate: validateServiceCIDR, validateUpdate: validateServiceCIDRUpdate },
  columns: [
    nameColumn,
    column("CIDRs", "The ranges", (object) => (object.spec?.cidrs ?? []).join(",")),
    ageColumn,
  ],
});
