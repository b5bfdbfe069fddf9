// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/
import { csiDrivers } from "#api";
import { applyCSIDriverDefaults, type CSIDriver, type CSIDriverSpec } from "#api/storage/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";

export const csiDriverDefinition: ResourceDefinition = defineResource(csiDrivers, {
  hasGeneration: true,
  applyDefaults: applyCSIDriverDefaults,
  strategy: { allowUnconditionalUpdate: false },
  columns: [
    nameColumn,
    flagColumn(
      "AttachRequired",
      "Whether volumes are attached",
      (spec) => spec.attachRequired ?? true,
    ),
    flagColumn(
      "PodInfoOnMount",
      "Whether it hears of pods",
      (spec) => spec.podInfoOnMount ?? false,
    ),
    flagColumn(
      "StorageCapacity",
      "Whether it tells capacity",
      (spec) => spec.storageCapacity ?? false,
    ),
    column("TokenRequests", "Audiences of tokens it wants", (driver) => {
      const audiences = (driver.spec?.tokenRequests ?? []).map(({ audience }) => audience);
      return audiences.length > 0 ? audiences.join(",") : "<unset>";
    }),
    flagColumn(
      "RequiresRepublish",
      "Whether it is called again and again",
      (spec) => spec.requiresRepublish ?? false,
    ),
    column("Modes", "How long its volumes live", (driver) =>
      (driver.spec?.volumeLifecycleModes ?? []).join(","),
    ),
    ageColumn,
  ],
});

function flagColumn(
  name: string,
  description: string,
  value: (spec: CSIDriverSpec) => boolean,
): TypedColumn<CSIDriver> {
  return {
    ...column<CSIDriver>(name, description, (driver) => value(driver.spec ?? {})),
    type: "boolean",
  };
}
