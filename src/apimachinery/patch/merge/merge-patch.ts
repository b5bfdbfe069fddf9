// JSON Merge Patch (RFC 7386): objects merge, null deletes, everything else replaces.
// https://www.rfc-editor.org/rfc/rfc7386
import { deepCopy, deepEqual, isRecord, setOwn } from "#base";

/** The patched document; neither argument is changed. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return deepCopy(patch);
  const merged: Record<string, unknown> = {};
  if (isRecord(document)) {
    for (const key of Object.keys(document)) {
      if (!Object.hasOwn(patch, key)) setOwn(merged, key, deepCopy(document[key]));
      else if (patch[key] !== null) {
        setOwn(merged, key, applyMergePatch(document[key], patch[key]));
      }
    }
  }
  for (const key of Object.keys(patch)) {
    const isKnown = isRecord(document) && Object.hasOwn(document, key);
    if (!isKnown && patch[key] !== null) {
      setOwn(merged, key, applyMergePatch(undefined, patch[key]));
    }
  }
  return merged;
}

/** The smallest merge patch that turns `original` into `modified`; {} when they are equal. */
export function createMergePatch(
  original: Readonly<Record<string, unknown>>,
  modified: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(original)) {
    if (!Object.hasOwn(modified, key) || modified[key] === undefined) setOwn(patch, key, null);
  }
  for (const key of Object.keys(modified)) {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    const after = modified[key];
    if (after === undefined || deepEqual(before, after)) continue;
    const isNested = isRecord(before) && isRecord(after);
    setOwn(patch, key, isNested ? createMergePatch(before, after) : deepCopy(after));
  }
  return patch;
}
