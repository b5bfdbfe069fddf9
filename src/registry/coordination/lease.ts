// https://kubernetes.io/docs/concepts/architecture/leases/
import { leases } from "#api";
import { validateLease } from "#api/coordination/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const leaseDefinition: ResourceDefinition = defineResource(leases, {
  applyDefaults(lease) {
    lease.spec ??= {};
  },
  strategy: {
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    validate: validateLease,
  },
  columns: [
    nameColumn,
    column("Holder", "Who has it", (lease) => lease.spec?.holderIdentity ?? ""),
    ageColumn,
  ],
});
