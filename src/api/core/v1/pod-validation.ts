// What a Pod must satisfy when it is made.
// https://kubernetes.io/docs/concepts/workloads/pods/
import { type FieldError, FieldPath, forbiddenField, invalidValue } from "#apimachinery";
import { validatePodSpec } from "./pod-spec-validation.ts";
import type { Pod } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const standardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

export function validatePod(pod: Pod): FieldError[] {
  const errors = [...validateFinalizerNames(pod), ...validatePodSpec(pod.spec, specPath)];
  if ((pod.spec.ephemeralContainers?.length ?? 0) > 0) {
    const path = specPath.child("ephemeralContainers");
    errors.push(forbiddenField(path, "cannot be set on create"));
  }
  return errors;
}

/** A name without a domain is one of Kubernetes' own. */
function validateFinalizerNames({ metadata }: Pod): FieldError[] {
  return (metadata.finalizers ?? []).flatMap((name, index) => {
    if (name.includes("/") || standardFinalizers.includes(name)) return [];
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    return [invalidValue(FieldPath.of("metadata", "finalizers").index(index), name, detail)];
  });
}
