// The managers of an object and what each owns, as metadata.managedFields keeps them.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
import type { ManagedFieldsEntry } from "../../meta/object.ts";
import { type FieldTree, isEmptyTree, readFieldTree, rememberTree, unite } from "./field-tree.ts";

export interface Owner {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource: string;
  time: string | undefined;
  fields: FieldTree;
  /** The entry that this was read from, as long as nothing changed. */
  entry?: ManagedFieldsEntry;
}

/** Updates have an entry for each manager, version and subresource; applies for all versions. */
export function isSameOwner(
  owner: Owner,
  other: Pick<Owner, "manager" | "operation" | "apiVersion" | "subresource">,
): boolean {
  return (
    owner.manager === other.manager &&
    owner.operation === other.operation &&
    owner.subresource === other.subresource &&
    (owner.operation === "Apply" || owner.apiVersion === other.apiVersion)
  );
}

/** Undefined when an entry is malformed. */
export function readOwners(
  entries: readonly ManagedFieldsEntry[] | undefined,
): Owner[] | undefined {
  const owners: Owner[] = [];
  for (const entry of entries ?? []) {
    const { operation } = entry;
    if (operation !== "Apply" && operation !== "Update") return undefined;
    if (entry.fieldsType !== undefined && entry.fieldsType !== "FieldsV1") return undefined;
    const fields = readFieldTree(entry.fieldsV1 ?? {});
    owners.push({
      manager: entry.manager ?? "",
      operation,
      apiVersion: entry.apiVersion ?? "",
      subresource: entry.subresource ?? "",
      time: entry.time,
      fields,
      ...(fields === entry.fieldsV1 ? { entry } : {}),
    });
  }
  return owners;
}

/** Undefined when nobody owns anything. Applies come first, then by time. */
export function writeOwners(owners: readonly Owner[]): ManagedFieldsEntry[] | undefined {
  const written = owners.filter((owner) => !isEmptyTree(owner.fields)).sort(compareOwners);
  return written.length ? written.map(writeOwner) : undefined;
}

function writeOwner(owner: Owner): ManagedFieldsEntry {
  if (owner.entry && owner.entry.fieldsV1 === owner.fields && owner.entry.time === owner.time) {
    return owner.entry;
  }
  return {
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(owner.time === undefined ? {} : { time: owner.time }),
    fieldsType: "FieldsV1",
    fieldsV1: rememberTree(owner.fields),
    ...(owner.subresource === "" ? {} : { subresource: owner.subresource }),
  };
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    compareTexts(a.operation, b.operation) ||
    compareTexts(a.time ?? "", b.time ?? "") ||
    compareTexts(a.manager, b.manager) ||
    compareTexts(a.apiVersion, b.apiVersion) ||
    compareTexts(a.subresource, b.subresource)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** More updaters than this are not told apart: the oldest are merged. */
const updatersLimit = 10;
const mergedManager = "ancient-changes";

/** Merges the oldest updaters of each version into one, until few enough are left. */
export function capUpdaters(owners: readonly Owner[]): readonly Owner[] {
  const updaters = owners.filter((owner) => owner.operation === "Update").sort(compareOwners);
  if (updaters.length <= updatersLimit) return owners;
  const remaining = new Set(owners);
  const oldestOfVersion = new Map<string, Owner>();
  let count = updaters.length;
  for (const updater of updaters) {
    if (count <= updatersLimit) break;
    const oldest = oldestOfVersion.get(updater.apiVersion);
    if (!oldest) {
      oldestOfVersion.set(updater.apiVersion, updater);
      continue;
    }
    const merged: Owner = {
      manager: mergedManager,
      operation: "Update",
      apiVersion: updater.apiVersion,
      subresource: "",
      time: updater.time,
      fields: unite(oldest.fields, updater.fields),
    };
    for (const part of [oldest, updater]) remaining.delete(part);
    remaining.add(merged);
    oldestOfVersion.set(updater.apiVersion, merged);
    count--;
  }
  return [...remaining];
}
