// Who set which field: managedFields is brought up to date with every write.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
import type { UnstructuredObject } from "#apimachinery";
import { type ResetFields, trackUpdate } from "#apimachinery/patch/apply";
import type { ServedResource } from "./served-resource.ts";
import type { Write } from "./write-context.ts";

/** Brings managedFields of the object up to date, in place. */
export function recordManagers(
  write: Write,
  change: { object: UnstructuredObject; old: UnstructuredObject | undefined; manager: string },
): void {
  const { resource, environment, subresource } = write;
  const { struct, apiVersion } = resource;
  if (!struct) return;
  const { object, old, manager } = change;
  const entries = trackUpdate({
    struct,
    live: old,
    updated: object,
    manager,
    apiVersion,
    now: environment.clock.now(),
    resetFields: resetFieldsOf(resource, subresource),
    ...(subresource ? { subresource } : {}),
  });
  if (entries) object.metadata.managedFields = entries;
  else delete object.metadata.managedFields;
}

const statusOnly: ResetFields = [["status"]];
const nothing: ResetFields = [];
const partsOfStatus = new Map<ServedResource["struct"], ResetFields>();

/** The fields that a request cannot set: status through the object, all else through its status. */
export function resetFieldsOf(resource: ServedResource, subresource: string): ResetFields {
  if (subresource !== "status") return resource.definition.statusStrategy ? statusOnly : nothing;
  let fields = partsOfStatus.get(resource.struct);
  if (!fields) {
    const kept = new Set(["status", "metadata", "apiVersion", "kind"]);
    fields = [...(resource.struct?.fields.keys() ?? [])]
      .filter((name) => !kept.has(name))
      .map((name) => [name]);
    partsOfStatus.set(resource.struct, fields);
  }
  return fields;
}
