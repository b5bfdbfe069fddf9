// Who owns what after a create, an update or a patch that is no apply.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
import type { KubernetesObject, ManagedFieldsEntry } from "../../meta/object.ts";
import type { Struct } from "../../schema/schema.ts";
import { formatTime } from "../../time/time.ts";
import { compare, type Difference } from "./compare.ts";
import { type FieldTree, isEmptyTree, leaf, subtract, subtractBelow, unite } from "./field-tree.ts";
import { capUpdaters, isSameOwner, type Owner, readOwners, writeOwners } from "./managed-fields.ts";
import { type Shape, shapeOfKind } from "./shape.ts";

/** Paths that a request cannot set and so does not own: [["status"]]. */
export type ResetFields = readonly (readonly string[])[];

export interface UpdateOptions {
  struct: Struct;
  /** The object before; undefined for a create. */
  live: KubernetesObject | undefined;
  /** The object as it will be stored; its managedFields are those that the request sent. */
  updated: KubernetesObject;
  /** The request's field manager. */
  manager: string;
  apiVersion: string;
  /** Milliseconds since the epoch. */
  now: number;
  subresource?: string;
  resetFields?: ResetFields;
}

const nothing = Object.freeze({});

/**
 * The managedFields that the updated object is to have; undefined when it has none. Changes neither
 * object. Objects that were not tracked before stay untracked until they are applied.
 */
export function trackUpdate(options: UpdateOptions): ManagedFieldsEntry[] | undefined {
  const { live, updated } = options;
  const sent = updated.metadata.managedFields;
  const base = chooseBase(options);
  if (base.length === 0 && live !== undefined) return undefined;
  const difference = compareTracked(shapeOfKind(options.struct), live ?? nothing, updated, options);
  if (!difference) return base.length ? (sameEntries(base, sent) ?? writeOwners(base)) : undefined;
  return writeOwners(capUpdaters(takeOver(base, difference, options)));
}

/** What the request says of owners counts, unless it says nothing or changes a subresource. */
function chooseBase(options: UpdateOptions): Owner[] {
  const sent = options.updated.metadata.managedFields;
  const stored = options.live?.metadata.managedFields;
  if (options.subresource) return readOwners(stored) ?? [];
  if (isReset(sent)) return [];
  const owners = readOwners(sent);
  return owners?.length ? owners : (readOwners(stored) ?? []);
}

/** `managedFields: [{}]` asks to forget all owners. */
function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  return entries?.length === 1 && Object.keys(entries[0] as object).length === 0;
}

function sameEntries(
  owners: readonly Owner[],
  entries: ManagedFieldsEntry[] | undefined,
): ManagedFieldsEntry[] | undefined {
  const isSame =
    entries?.length === owners.length && owners.every((owner, i) => owner.entry === entries[i]);
  return isSame ? entries : undefined;
}

/** The difference without the fields that the request cannot set. */
export function compareTracked(
  shape: Shape,
  before: unknown,
  after: unknown,
  options: { resetFields?: ResetFields },
): Difference | undefined {
  const difference = compare(shape, before, after);
  if (!difference || !options.resetFields?.length) return difference;
  const changed = withoutReset(difference.changed, options.resetFields);
  const removed = withoutReset(difference.removed, options.resetFields);
  return changed || removed ? { changed, removed } : undefined;
}

function withoutReset(
  tree: FieldTree | undefined,
  resetFields: ResetFields,
): FieldTree | undefined {
  const rest = tree && subtractReset(tree, resetFields);
  return rest && !isEmptyTree(rest) ? rest : undefined;
}

export function subtractReset(tree: FieldTree, resetFields: ResetFields | undefined): FieldTree {
  return (resetFields ?? []).reduce<FieldTree>((rest, path) => {
    return subtractBelow(
      rest,
      path.reduceRight<FieldTree>((below, name) => ({ [`f:${name}`]: below }), leaf),
    );
  }, tree);
}

/** Everybody loses what changed or went; the manager gets what changed. */
function takeOver(base: readonly Owner[], difference: Difference, options: UpdateOptions): Owner[] {
  const { changed } = difference;
  const identity = {
    manager: options.manager || "unknown",
    operation: "Update" as const,
    apiVersion: options.apiVersion,
    subresource: options.subresource ?? "",
  };
  let isKnown = false;
  const owners = loseFields(base, difference).map((owner) => {
    if (!changed || !isSameOwner(owner, identity)) return owner;
    isKnown = true;
    return { ...owner, fields: unite(owner.fields, changed), time: formatTime(options.now) };
  });
  if (changed && !isKnown) {
    owners.push({ ...identity, time: formatTime(options.now), fields: changed });
  }
  return owners;
}

export function loseFields(owners: readonly Owner[], difference: Difference): Owner[] {
  return owners.map((owner) => {
    let fields = owner.fields;
    if (difference.changed) fields = subtract(fields, difference.changed);
    if (difference.removed) fields = subtract(fields, difference.removed);
    return fields === owner.fields ? owner : { ...owner, fields };
  });
}
