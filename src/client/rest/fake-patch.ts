// Patches of the fake API server: JSON patch (add, replace, remove, test) and merge patch. A
// strategic patch is taken as a merge patch whose lists of conditions and owners merge by their
// key.
import { badRequest, StatusError, type UnstructuredObject } from "#apimachinery";

export interface FakePatch {
  patch: unknown;
  contentType: string;
}

const mergeKeys: Readonly<Record<string, string>> = { conditions: "type", ownerReferences: "uid" };

export function applyPatch(object: UnstructuredObject, patch: FakePatch): UnstructuredObject {
  const copy = structuredClone(object);
  if (patch.contentType.startsWith("application/json-patch+json")) {
    for (const operation of patch.patch as JsonPatchOperation[]) applyOperation(copy, operation);
    return copy;
  }
  const isStrategic = patch.contentType.startsWith("application/strategic-merge-patch+json");
  return merge(copy, patch.patch, isStrategic) as UnstructuredObject;
}

interface JsonPatchOperation {
  op: "add" | "replace" | "remove" | "test";
  path: string;
  value?: unknown;
}

function applyOperation(object: UnstructuredObject, operation: JsonPatchOperation): void {
  const keys = operation.path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  let parent: Record<string, unknown> | unknown[] = object;
  for (const key of keys) {
    parent = (parent as Record<string, unknown>)[key] as Record<string, unknown>;
    if (parent === undefined) throw badRequest(`path ${operation.path} does not exist`);
  }
  const record = parent as Record<string, unknown>;
  if (operation.op === "test") {
    if (JSON.stringify(record[last]) === JSON.stringify(operation.value)) return;
    const message = `testing value ${operation.path} failed`;
    throw new StatusError({ code: 422, reason: "Invalid", message });
  }
  if (operation.op === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete record[last];
  } else if (Array.isArray(parent) && operation.op === "add") {
    parent.splice(last === "-" ? parent.length : Number(last), 0, operation.value);
  } else record[last] = operation.value;
}

function merge(target: unknown, patch: unknown, isStrategic: boolean): unknown {
  if (!isPlainRecord(patch)) return patch;
  const result: Record<string, unknown> = isPlainRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    const mergeKey = mergeKeys[key];
    if (value === null) delete result[key];
    else if (isStrategic && mergeKey && Array.isArray(value)) {
      result[key] = mergeList((result[key] ?? []) as Item[], value as Item[], mergeKey);
    } else result[key] = merge(result[key], value, isStrategic);
  }
  return result;
}

type Item = Record<string, unknown>;

function mergeList(target: readonly Item[], patch: readonly Item[], key: string): Item[] {
  const result = [...target];
  for (const item of patch) {
    const index = result.findIndex((other) => other[key] === item[key]);
    if (item["$patch"] === "delete") {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = merge(result[index], item, true) as Item;
    else result.push(item);
  }
  return result;
}

function isPlainRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
