// What a StorageClass must satisfy.
// https://kubernetes.io/docs/concepts/storage/storage-classes/
import { type FieldError, FieldPath, forbiddenField, required } from "#apimachinery";
import { semanticEqual, validateEnum, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { StorageClass } from "./types.generated.ts";

const bindingModes = ["Immediate", "WaitForFirstConsumer"];

export function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  if (!storageClass.provisioner) errors.push(required(FieldPath.of("provisioner")));
  return [
    ...errors,
    ...validateEnum(
      storageClass.reclaimPolicy,
      ["Delete", "Retain"],
      FieldPath.of("reclaimPolicy"),
    ),
    ...validateRequiredEnum(
      storageClass.volumeBindingMode,
      bindingModes,
      FieldPath.of("volumeBindingMode"),
    ),
  ];
}

export function validateStorageClassUpdate(
  storageClass: StorageClass,
  old: StorageClass,
): FieldError[] {
  const fixed: readonly [keyof StorageClass, string][] = [
    ["parameters", "updates to parameters are forbidden."],
    ["provisioner", "updates to provisioner are forbidden."],
    ["reclaimPolicy", "updates to reclaimPolicy are forbidden."],
    ["volumeBindingMode", "field is immutable"],
  ];
  const changed = fixed.filter(([field]) => !semanticEqual(storageClass[field], old[field]));
  return [
    ...validateStorageClass(storageClass),
    ...changed.map(([field, detail]) => forbiddenField(FieldPath.of(field), detail)),
  ];
}
