// https://kubernetes.io/docs/concepts/storage/persistent-volumes/
import { persistentVolumes } from "#api";
import {
  applyPersistentVolumeDefaults,
  validatePersistentVolume,
  validatePersistentVolumeUpdate,
} from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { accessModesText } from "../access-modes.ts";
import { ageColumn, column, nameColumn, wideColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const persistentVolumeDefinition: ResourceDefinition = defineResource(persistentVolumes, {
  applyDefaults: applyPersistentVolumeDefaults,
  newStatus: () => ({ phase: "Pending" }),
  strategy: {
    validate: validatePersistentVolume,
    validateUpdate: validatePersistentVolumeUpdate,
    prepareForCreate(volume, context) {
      volume.status = { phase: "Pending", lastPhaseTransitionTime: context.now };
    },
  },
  statusStrategy: {
    prepareForUpdate(volume, old, context) {
      if (volume.status?.phase !== old.status?.phase) {
        volume.status = { ...volume.status, lastPhaseTransitionTime: context.now };
      }
    },
  },
  columns: [
    nameColumn,
    column("Capacity", "How much it holds", (volume) => volume.spec?.capacity?.["storage"] ?? ""),
    column("Access Modes", "How it can be mounted", (volume) =>
      accessModesText(volume.spec?.accessModes),
    ),
    column(
      "Reclaim Policy",
      "What happens after its claim is gone",
      (volume) => volume.spec?.persistentVolumeReclaimPolicy ?? "",
    ),
    column("Status", "Whether a claim has it", (volume) =>
      volume.metadata.deletionTimestamp ? "Terminating" : (volume.status?.phase ?? ""),
    ),
    column("Claim", "The claim that has it", (volume) => {
      const claim = volume.spec?.claimRef;
      return claim ? `${claim.namespace ?? ""}/${claim.name ?? ""}` : "";
    }),
    column("StorageClass", "Its class", (volume) => volume.spec?.storageClassName ?? ""),
    column(
      "VolumeAttributesClass",
      "Its attributes class",
      (volume) => volume.spec?.volumeAttributesClassName || "<unset>",
    ),
    column("Reason", "Why it is in its state", (volume) => volume.status?.reason ?? ""),
    ageColumn,
    wideColumn(
      "VolumeMode",
      "Filesystem or Block",
      (volume) => volume.spec?.volumeMode || "<unset>",
    ),
  ],
});
