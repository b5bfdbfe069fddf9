// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-node-v1/
import { csiNodes, csiStorageCapacities } from "#api";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const csiNodeDefinition: ResourceDefinition = defineResource(csiNodes, {
  strategy: { allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    integerColumn("Drivers", "How many drivers the node has", (n) => n.spec?.drivers?.length ?? 0),
    ageColumn,
  ],
});

export const csiStorageCapacityDefinition: ResourceDefinition = defineResource(
  csiStorageCapacities,
  {},
);
