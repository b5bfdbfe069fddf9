// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims
import { persistentVolumeClaims } from "#api";
import {
  applyPersistentVolumeClaimDefaults,
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimUpdate,
} from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { accessModesText } from "../access-modes.ts";
import { ageColumn, column, nameColumn, wideColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const persistentVolumeClaimDefinition: ResourceDefinition = defineResource(
  persistentVolumeClaims,
  {
    applyDefaults: applyPersistentVolumeClaimDefaults,
    newStatus: () => ({ phase: "Pending" }),
    strategy: {
      validate: validatePersistentVolumeClaim,
      validateUpdate: validatePersistentVolumeClaimUpdate,
    },
    columns: [
      nameColumn,
      column("Status", "Whether it has a volume", (claim) =>
        claim.metadata.deletionTimestamp ? "Terminating" : (claim.status?.phase ?? ""),
      ),
      column("Volume", "The volume it has", (claim) => claim.spec?.volumeName ?? ""),
      column("Capacity", "How much the volume holds", (claim) =>
        claim.spec?.volumeName ? (claim.status?.capacity?.["storage"] ?? "") : "",
      ),
      column("Access Modes", "How it can be mounted", (claim) =>
        claim.spec?.volumeName ? accessModesText(claim.status?.accessModes) : "",
      ),
      column("StorageClass", "Its class", (claim) => claim.spec?.storageClassName ?? ""),
      column(
        "VolumeAttributesClass",
        "Its attributes class",
        (claim) => claim.spec?.volumeAttributesClassName || "<unset>",
      ),
      ageColumn,
      wideColumn(
        "VolumeMode",
        "Filesystem or Block",
        (claim) => claim.spec?.volumeMode || "<unset>",
      ),
    ],
  },
);
