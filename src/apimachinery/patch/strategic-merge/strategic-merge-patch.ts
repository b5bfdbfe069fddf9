// Strategic merge patch: a merge patch that knows which lists merge, and by which key.
// https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
import { deepCopy, getOwn, isRecord, setOwn } from "#base";
import type { Struct } from "../../schema/schema.ts";
import { badRequest } from "../../status-errors/status-error.ts";
import {
  deleteFromListPrefix,
  directiveKey,
  elementOrderPrefix,
  isDirective,
  plainValue,
  retainKeysKey,
} from "./directives.ts";
import { checkElementOrder, orderElements } from "./element-order.ts";
import {
  listsOfLists,
  noMergeKey,
  unknownDirective,
  wrongElementOrder,
  wrongPrimitiveList,
  wrongRetainKeys,
} from "./patch-errors.ts";
import { type PatchField, type PatchShape, patchFieldOf, shapeOfStruct } from "./patch-shape.ts";

type Fields = Record<string, unknown>;

/**
 * The patched object; neither argument is changed. Without a Struct every list is replaced.
 * Throws a StatusError, 400 or 422, when the patch is malformed.
 */
export function applyStrategicMergePatch<T extends object>(
  object: T,
  patch: unknown,
  struct: Struct | undefined,
): T {
  if (!isRecord(patch)) throw badRequest("invalid JSON document");
  return mergeMap(deepCopy(object) as Fields, patch, shapeOfStruct(struct)) as T;
}

/** Merges into `original`, which the caller gives away. */
function mergeMap(original: Fields, patch: Readonly<Fields>, shape: PatchShape): Fields {
  if (Object.hasOwn(patch, directiveKey)) return applyMapDirective(patch);
  retainKeys(original, patch);
  const ordered = mergeOrderedLists(original, patch, shape);
  for (const key of Object.keys(patch)) {
    if (key.startsWith(deleteFromListPrefix)) {
      deleteFromList(original, key.slice(deleteFromListPrefix.length), patch[key]);
    }
  }
  for (const key of Object.keys(patch)) {
    if (isDirective(key) || ordered.has(key)) continue;
    const value = patch[key];
    if (value === null) delete original[key];
    else mergeField(original, key, value, patchFieldOf(shape, key));
  }
  return original;
}

function applyMapDirective(patch: Readonly<Fields>): Fields {
  const directive = patch[directiveKey];
  if (directive === "delete") return {};
  if (directive !== "replace") throw unknownDirective(directive, patch);
  const replacement = { ...patch };
  delete replacement[directiveKey];
  return deepCopy(replacement);
}

function mergeField(original: Fields, key: string, value: unknown, field: PatchField): void {
  const before = getOwn(original, key);
  const mergesMaps = isRecord(before) && isRecord(value) && field.strategy !== "replace";
  const mergesLists = Array.isArray(before) && Array.isArray(value) && field.strategy === "merge";
  let after: unknown;
  if (mergesMaps) after = mergeMap(before, value, field.shape);
  else if (mergesLists) after = mergeList(before, value, field);
  else after = plainValue(value);
  if (after === undefined) delete original[key];
  else setOwn(original, key, after);
}

/** Drops what the patch does not list: unions have one member at a time. */
function retainKeys(original: Fields, patch: Readonly<Fields>): void {
  const listed = getOwn(patch, retainKeysKey);
  if (listed === undefined) return;
  if (!Array.isArray(listed)) throw wrongRetainKeys();
  const kept = new Set<unknown>(listed);
  for (const key of Object.keys(patch)) {
    if (patch[key] !== null && !isDirective(key) && !kept.has(key)) throw wrongRetainKeys();
  }
  for (const key of Object.keys(original)) {
    if (!kept.has(key)) delete original[key];
  }
}

/** Merges the lists whose order the patch gives; returns their names. */
function mergeOrderedLists(
  original: Fields,
  patch: Readonly<Fields>,
  shape: PatchShape,
): Set<string> {
  const names = new Set<string>();
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(elementOrderPrefix)) continue;
    const name = key.slice(elementOrderPrefix.length);
    const [order, change] = [patch[key], getOwn(patch, name)];
    const before = getOwn(original, name);
    if (!Array.isArray(order)) throw wrongElementOrder();
    const hasChange = change !== undefined && change !== null;
    if ((hasChange && !Array.isArray(change)) || (before && !Array.isArray(before))) {
      throw wrongElementOrder();
    }
    const field = patchFieldOf(shape, name);
    checkElementOrder(change as unknown[] | undefined, order, field.mergeKey, key);
    if (change === null) continue;
    names.add(name);
    const merged = mergeWithoutOrder(before as unknown[] | undefined, change, field);
    if (!merged) continue;
    const server = (before as unknown[] | undefined) ?? [];
    setOwn(original, name, orderElements(merged, order, { server, mergeKey: field.mergeKey }));
  }
  return names;
}

function mergeWithoutOrder(
  before: unknown[] | undefined,
  change: unknown,
  field: PatchField,
): unknown[] | undefined {
  if (!Array.isArray(change)) return before;
  if (before && field.strategy === "merge") return mergeList(before, change, field);
  return plainValue(change) as unknown[];
}

function deleteFromList(original: Fields, name: string, values: unknown): void {
  if (!Array.isArray(values)) throw wrongPrimitiveList();
  const before = getOwn(original, name);
  if (before === undefined) return;
  if (!Array.isArray(before)) throw wrongPrimitiveList();
  setOwn(
    original,
    name,
    before.filter((item) => !values.includes(item)),
  );
}

function mergeList(
  before: readonly unknown[],
  change: readonly unknown[],
  field: PatchField,
): unknown[] {
  if (before.length === 0 && change.length === 0) return [];
  if ([...before, ...change].some(Array.isArray)) throw listsOfLists();
  const isOfMaps = isRecord(change[0] ?? before[0]);
  const merged = isOfMaps
    ? mergeMapsOfList(before as Fields[], change, field)
    : [...new Set([...before, ...change])];
  return orderElements(merged, change, { server: before, mergeKey: field.mergeKey });
}

function mergeMapsOfList(
  before: readonly Fields[],
  change: readonly unknown[],
  field: PatchField,
): unknown[] {
  const { mergeKey } = field;
  if (mergeKey === undefined) throw noMergeKey(change[0], mergeKey);
  const { kept, additions } = applyListDirectives(before, change, mergeKey);
  const merged = [...kept];
  for (const addition of additions) {
    const key = addition[mergeKey];
    if (key === undefined) throw noMergeKey(addition, mergeKey);
    const index = merged.findIndex((item) => item[mergeKey] === key);
    if (index >= 0)
      merged[index] = mergeMap(deepCopy(merged[index] as Fields), addition, field.shape);
    else merged.push(plainValue(addition) as Fields);
  }
  return merged;
}

function applyListDirectives(
  before: readonly Fields[],
  change: readonly unknown[],
  mergeKey: string,
): { kept: readonly Fields[]; additions: Fields[] } {
  let kept = before;
  let isReplacing = false;
  const additions: Fields[] = [];
  for (const item of change) {
    if (!isRecord(item)) throw wrongPrimitiveList();
    const directive = getOwn(item, directiveKey);
    const key = item[mergeKey];
    if (directive === undefined) additions.push(item);
    else if (directive === "replace") isReplacing = true;
    else if (directive === "merge") {
      throw badRequest("merging lists cannot yet be specified in the patch");
    } else if (directive !== "delete") throw unknownDirective(directive, item);
    else if (key === undefined) throw noMergeKey(item, mergeKey);
    else kept = kept.filter((other) => other[mergeKey] !== key);
  }
  return { kept: isReplacing ? [] : kept, additions };
}
