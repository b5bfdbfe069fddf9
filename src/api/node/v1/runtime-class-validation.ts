// What a RuntimeClass must satisfy.
// https://kubernetes.io/docs/concepts/containers/runtime-class/
import {
  dns1123LabelComplaints,
  type FieldError,
  FieldPath,
  invalidBecause,
  required,
  validateImmutable,
} from "#apimachinery";
import type { RuntimeClass } from "./types.generated.ts";

const path = FieldPath.of("handler");

export function validateRuntimeClass({ handler }: RuntimeClass): FieldError[] {
  if (!handler) return [required(path)];
  return invalidBecause(path, handler, dns1123LabelComplaints(handler));
}

export function validateRuntimeClassUpdate(
  runtimeClass: RuntimeClass,
  old: RuntimeClass,
): FieldError[] {
  return [
    ...validateRuntimeClass(runtimeClass),
    ...validateImmutable(runtimeClass.handler, old.handler, path),
  ];
}
