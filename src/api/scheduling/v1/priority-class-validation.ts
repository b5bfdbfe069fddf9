// What a PriorityClass must satisfy.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
import { type FieldError, FieldPath, forbiddenField, validateImmutable } from "#apimachinery";
import { validateEnum } from "../../meta/v1/index.ts";
import type { PriorityClass } from "./types.generated.ts";

/** Priorities above this are the system's. */
const highestUserPriority = 1_000_000_000;

const systemClasses: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

export function validatePriorityClass(priorityClass: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  const { name = "" } = priorityClass.metadata;
  const { value = 0 } = priorityClass;
  if (name.startsWith("system-")) {
    if (systemClasses[name] !== value) {
      const detail =
        "priority class names with 'system-' prefix are reserved for system use only. " +
        `error: ${name} is not a known system priority class`;
      errors.push(forbiddenField(FieldPath.of("metadata", "name"), detail));
    }
  } else if (value > highestUserPriority) {
    const detail = `maximum allowed value of a user defined priority is ${highestUserPriority}`;
    errors.push(forbiddenField(FieldPath.of("value"), detail));
  }
  const policies = ["Never", "PreemptLowerPriority"];
  const path = FieldPath.of("preemptionPolicy");
  return [...errors, ...validateEnum(priorityClass.preemptionPolicy, policies, path)];
}

export function validatePriorityClassUpdate(
  priorityClass: PriorityClass,
  old: PriorityClass,
): FieldError[] {
  const errors = validatePriorityClass(priorityClass);
  if ((priorityClass.value ?? 0) !== (old.value ?? 0)) {
    errors.push(forbiddenField(FieldPath.of("value"), "may not be changed in an update."));
  }
  const path = FieldPath.of("preemptionPolicy");
  return [
    ...errors,
    ...validateImmutable(priorityClass.preemptionPolicy, old.preemptionPolicy, path),
  ];
}
