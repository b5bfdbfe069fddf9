// What access reviews must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/
import { type FieldError, FieldPath, invalidValue } from "#apimachinery";
import type { SelfSubjectAccessReviewSpec, SubjectAccessReviewSpec } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

/** Exactly one of the two things to ask about. */
export function validateAccessReviewSpec(spec: SelfSubjectAccessReviewSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes && nonResourceAttributes) {
    const detail = "cannot be specified in combination with resourceAttributes";
    const path = specPath.child("nonResourceAttributes");
    return [invalidValue(path, nonResourceAttributes, detail)];
  }
  if (!resourceAttributes && !nonResourceAttributes) {
    const detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    return [invalidValue(specPath.child("resourceAttributes"), null, detail)];
  }
  return [];
}

export function validateSubjectAccessReviewSpec(spec: SubjectAccessReviewSpec): FieldError[] {
  const errors = validateAccessReviewSpec(spec);
  if (!spec.user && !spec.groups?.length) {
    const detail = "at least one of user or group must be specified";
    errors.push(invalidValue(specPath.child("user"), "", detail));
  }
  return errors;
}
