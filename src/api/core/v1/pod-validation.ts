// What a Pod must satisfy when it is made.
// https://kubernetes.io/docs/concepts/workloads/pods/
import { type FieldError, FieldPath, forbiddenField } from "#apimachinery";
import { validatePodSpec } from "./pod-spec-validation.ts";
import type { Pod } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validatePod(pod: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, specPath);
  if ((pod.spec.ephemeralContainers?.length ?? 0) > 0) {
    const path = specPath.child("ephemeralContainers");
    errors.push(forbiddenField(path, "cannot be set on create"));
  }
  return errors;
}
