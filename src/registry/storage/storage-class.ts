// https://kubernetes.io/docs/concepts/storage/storage-classes/
import { storageClasses } from "#api";
import {
  applyStorageClassDefaults,
  type StorageClass,
  validateStorageClass,
  validateStorageClassUpdate,
} from "#api/storage/v1";
import type { ResourceDefinition } from "#apiserver";
import { annotations } from "#component-helpers";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const storageClassDefinition: ResourceDefinition = defineResource(storageClasses, {
  applyDefaults: applyStorageClassDefaults,
  strategy: { validate: validateStorageClass, validateUpdate: validateStorageClassUpdate },
  columns: [
    { ...nameColumn, value: nameText },
    column("Provisioner", "Who makes volumes", (storageClass) => storageClass.provisioner ?? ""),
    column(
      "ReclaimPolicy",
      "What happens to volumes after use",
      (c) => c.reclaimPolicy ?? "Delete",
    ),
    column(
      "VolumeBindingMode",
      "When a claim gets its volume",
      (c) => c.volumeBindingMode ?? "Immediate",
    ),
    {
      ...column<StorageClass>(
        "AllowVolumeExpansion",
        "Whether volumes can grow",
        (c) => c.allowVolumeExpansion ?? false,
      ),
      type: "boolean",
    },
    ageColumn,
  ],
});

function nameText(storageClass: StorageClass): string {
  const { name = "", annotations: own } = storageClass.metadata ?? {};
  return own?.[annotations.isDefaultStorageClass] === "true" ? `${name} (default)` : name;
}
