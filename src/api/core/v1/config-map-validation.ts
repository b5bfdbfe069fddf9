// What a ConfigMap must satisfy.
// https://kubernetes.io/docs/concepts/configuration/configmap/
import {
  byteLength,
  configMapKeyComplaints,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  tooLong,
} from "#apimachinery";
import { semanticEqual } from "../../meta/v1/index.ts";
import type { ConfigMap } from "./types.generated.ts";

/** All values of a ConfigMap or Secret together. */
export const dataLimitBytes = 1024 * 1024;

export const immutableDetail = "field is immutable when `immutable` is set";

export function validateConfigMap(map: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let sizeBytes = 0;
  for (const [key, value] of Object.entries(map.data ?? {})) {
    const path = FieldPath.of("data").key(key);
    errors.push(...invalidBecause(path, key, configMapKeyComplaints(key)));
    if (Object.hasOwn(map.binaryData ?? {}, key)) {
      errors.push(invalidValue(path, key, "duplicate of key present in binaryData"));
    }
    sizeBytes += byteLength(value);
  }
  for (const [key, value] of Object.entries(map.binaryData ?? {})) {
    const path = FieldPath.of("binaryData").key(key);
    errors.push(...invalidBecause(path, key, configMapKeyComplaints(key)));
    sizeBytes += base64Bytes(value);
  }
  if (sizeBytes > dataLimitBytes) errors.push(tooLong("[]", dataLimitBytes));
  return errors;
}

export function validateConfigMapUpdate(map: ConfigMap, old: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  if (old.immutable) {
    if (!map.immutable) errors.push(forbiddenField(FieldPath.of("immutable"), immutableDetail));
    for (const field of ["data", "binaryData"] as const) {
      if (!semanticEqual(map[field] ?? {}, old[field] ?? {})) {
        errors.push(forbiddenField(FieldPath.of(field), immutableDetail));
      }
    }
  }
  return [...errors, ...validateConfigMap(map)];
}

/** The number of bytes that base64 text stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding);
}
