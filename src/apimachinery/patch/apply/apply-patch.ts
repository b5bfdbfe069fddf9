// Server-side apply: a manager states the fields that it wants and owns them from then on.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
import { deepCopy } from "#base";
import type { KubernetesObject } from "../../meta/object.ts";
import type { Struct } from "../../schema/schema.ts";
import { badRequest, StatusError } from "../../status-errors/status-error.ts";
import { formatTime } from "../../time/time.ts";
import { kubectlManager, lastAppliedFields, updateLastApplied } from "./client-side-apply.ts";
import type { Difference } from "./compare.ts";
import { applyConflict, type Conflict } from "./conflict.ts";
import {
  equalTrees,
  type FieldTree,
  intersect,
  isEmptyTree,
  leaf,
  subtract,
  unite,
} from "./field-tree.ts";
import { isSameOwner, type Owner, readOwners, writeOwners } from "./managed-fields.ts";
import { mergeApplied } from "./merge.ts";
import { pathsToPrune, prune } from "./prune.ts";
import { type StructShape, shapeOfKind } from "./shape.ts";
import {
  compareTracked,
  loseFields,
  type ResetFields,
  subtractReset,
  trackUpdate,
} from "./track-update.ts";
import { collectComplaints, fieldsOf } from "./typed-set.ts";

export interface ApplyOptions {
  struct: Struct;
  /** The object before; undefined when the apply creates it. */
  live: KubernetesObject | undefined;
  /** What the manager states. */
  applied: KubernetesObject;
  manager: string;
  apiVersion: string;
  /** Take over what others own instead of failing. */
  force: boolean;
  /** Milliseconds since the epoch. */
  now: number;
  subresource?: string;
  resetFields?: ResetFields;
}

/** Stated by every apply, though never tracked: metadata never goes as a whole. */
const identity: FieldTree = { "f:metadata": { "f:name": leaf } };

/** Owns what an object had before it was first applied, when nobody was known to. */
const firstManager = "before-first-apply";

/**
 * The object as it is after the apply, with its managedFields; shares nothing with the arguments,
 * and equals `live` when the apply changes nothing. Throws a StatusError: 409 with a cause for each
 * conflict, 400 or 500 when the stated object does not fit the schema.
 */
export function applyPatch(options: ApplyOptions): KubernetesObject {
  checkApplied(options);
  const { struct, live, applied } = options;
  const shape = shapeOfKind(struct);
  const stated = readStated(shape, options);
  const owners = readLiveOwners(options);
  const self = owners.find((owner) => isSameOwner(owner, identityOf(options)));
  const others = owners.filter((owner) => owner !== self);
  const before = live ?? { apiVersion: options.apiVersion, kind: applied.kind, metadata: {} };
  const merged = mergeApplied(shape, before, applied);
  const owned = others.reduce((all, owner) => unite(all, owner.fields), unite(stated, identity));
  const after = self ? prune(shape, merged, pathsToPrune(shape, self.fields, owned)) : merged;
  const difference = compareTracked(shape, before, after, options);
  const remaining = takeFromOthers(shape, others, difference, options);
  const isSame = live !== undefined && !difference && !!self && equalTrees(self.fields, stated);
  if (isSame) return deepCopy(live);
  const object = deepCopy((after ?? before) as KubernetesObject);
  object.metadata ??= {};
  setManagedFields(object, [...remaining, ownerOf(options, stated)]);
  if (options.manager === kubectlManager && live) updateLastApplied(object, live, applied);
  return object;
}

function checkApplied({ applied, apiVersion }: ApplyOptions): void {
  if (applied.metadata?.managedFields !== undefined && applied.metadata.managedFields !== null) {
    throw badRequest("metadata.managedFields must be nil");
  }
  if (applied.apiVersion !== undefined && applied.apiVersion !== apiVersion) {
    throw badRequest(
      "Incorrect version specified in apply patch. Specified patch version: " +
        `${applied.apiVersion}, expected: ${apiVersion}`,
    );
  }
}

function readStated(shape: StructShape, options: ApplyOptions): FieldTree {
  const complaints = collectComplaints();
  const fields = fieldsOf(shape, options.applied, complaints.complain);
  const text = complaints.text();
  if (text !== undefined) throw typedPatchError(options, text);
  return subtractReset(fields, options.resetFields);
}

/** Kubernetes answers 500 without a reason here; kubectl users know the text. */
function typedPatchError({ applied, apiVersion }: ApplyOptions, text: string): StatusError {
  const { name = "", namespace } = applied.metadata ?? {};
  const where = namespace ? `${namespace}/${name}` : name;
  return new StatusError({
    code: 500,
    message:
      `failed to create typed patch object (${where}; ${apiVersion}, Kind=${applied.kind ?? ""}): ` +
      text,
  });
}

function identityOf(
  options: ApplyOptions,
): Pick<Owner, "manager" | "operation" | "apiVersion" | "subresource"> {
  return {
    manager: options.manager,
    operation: "Apply",
    apiVersion: options.apiVersion,
    subresource: options.subresource ?? "",
  };
}

function ownerOf(options: ApplyOptions, fields: FieldTree): Owner {
  return { ...identityOf(options), time: formatTime(options.now), fields };
}

function readLiveOwners(options: ApplyOptions): Owner[] {
  const { struct, live, apiVersion, now } = options;
  if (!live) return [];
  const owners = readOwners(live.metadata.managedFields);
  if (owners?.length) return owners;
  const updated = { ...live, metadata: { ...live.metadata } };
  delete updated.metadata.managedFields;
  const entries = trackUpdate({
    struct,
    live: undefined,
    updated,
    manager: firstManager,
    apiVersion,
    now,
    ...(options.resetFields ? { resetFields: options.resetFields } : {}),
  });
  return readOwners(entries) ?? [];
}

/** The other owners without what the apply changes; throws when it may not change that. */
function takeFromOthers(
  shape: StructShape,
  others: readonly Owner[],
  difference: Difference | undefined,
  options: ApplyOptions,
): readonly Owner[] {
  if (!difference) return others;
  if (!options.force && difference.changed) {
    const allowed =
      options.manager === kubectlManager && options.live
        ? lastAppliedFields(shape, options.live)
        : leaf;
    const conflicts = findConflicts(others, subtract(difference.changed, allowed));
    if (conflicts.length) throw applyConflict(conflicts);
  }
  return loseFields(others, difference);
}

function findConflicts(others: readonly Owner[], changed: FieldTree): Conflict[] {
  return others
    .map((owner) => ({ owner, fields: intersect(owner.fields, changed) }))
    .filter((conflict) => !isEmptyTree(conflict.fields));
}

function setManagedFields(object: KubernetesObject, owners: readonly Owner[]): void {
  const entries = writeOwners(owners);
  if (entries) object.metadata.managedFields = deepCopy(entries);
  else delete object.metadata.managedFields;
}
