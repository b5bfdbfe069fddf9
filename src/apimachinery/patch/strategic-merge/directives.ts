// The instructions that a strategic merge patch carries beside values.
// https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md
import { deepCopy, isRecord, setOwn } from "#base";

type Fields = Record<string, unknown>;

export const directiveKey = "$patch";
export const retainKeysKey = "$retainKeys";
export const deleteFromListPrefix = "$deleteFromPrimitiveList/";
export const elementOrderPrefix = "$setElementOrder/";

export function isDirective(key: string): boolean {
  return (
    key === directiveKey ||
    key === retainKeysKey ||
    key.startsWith(deleteFromListPrefix) ||
    key.startsWith(elementOrderPrefix)
  );
}

/**
 * A copy of a patch value that meets nothing to merge with: without directives, without nulls in
 * maps, without what it says to delete. Undefined when nothing is left of it.
 */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plainValue).filter((item) => item !== undefined);
  }
  if (!isRecord(value)) return value;
  if (value[directiveKey] === "delete") return undefined;
  const plain: Fields = {};
  for (const key of Object.keys(value)) {
    if (isDirective(key) || value[key] === null) continue;
    const part = plainValue(value[key]);
    if (part !== undefined) setOwn(plain, key, deepCopy(part));
  }
  return plain;
}
