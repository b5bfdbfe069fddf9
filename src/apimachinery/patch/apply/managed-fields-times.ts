// Whether a write changes more than the times in managedFields: if not, nothing needs storing.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
import { deepEqual } from "#base";
import type { KubernetesObject, ManagedFieldsEntry } from "../../meta/object.ts";

/** True when both are equal apart from the times of their managedFields. */
export function equalExceptManagedFieldsTimes(a: KubernetesObject, b: KubernetesObject): boolean {
  return deepEqual(withoutTimes(a), withoutTimes(b));
}

function withoutTimes(object: KubernetesObject): KubernetesObject {
  const entries = object.metadata.managedFields?.map(withoutTime);
  return {
    ...object,
    metadata: { ...object.metadata, ...(entries && { managedFields: entries }) },
  };
}

function withoutTime({ time: _, ...entry }: ManagedFieldsEntry): ManagedFieldsEntry {
  return entry;
}
