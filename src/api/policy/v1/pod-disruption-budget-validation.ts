// What a PodDisruptionBudget must satisfy.
// https://kubernetes.io/docs/tasks/run-application/configure-pdb/
import { type FieldError, FieldPath, invalidValue } from "#apimachinery";
import {
  validateAtMost100Percent,
  validateEnum,
  validateIntOrPercent,
  validateLabelSelector,
} from "../../meta/v1/index.ts";
import type { PodDisruptionBudget } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const detail = "minAvailable and maxUnavailable cannot be both set";
    errors.push(invalidValue(specPath, spec, detail));
  }
  for (const field of ["minAvailable", "maxUnavailable"] as const) {
    errors.push(
      ...validateIntOrPercent(spec[field], specPath.child(field)),
      ...validateAtMost100Percent(spec[field], specPath.child(field)),
    );
  }
  return [
    ...errors,
    ...validateLabelSelector(spec.selector, specPath.child("selector")),
    ...validateEnum(
      spec.unhealthyPodEvictionPolicy,
      ["AlwaysAllow", "IfHealthyBudget"],
      specPath.child("unhealthyPodEvictionPolicy"),
    ),
  ];
}
