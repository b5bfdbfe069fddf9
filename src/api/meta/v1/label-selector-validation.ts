// What a label selector in an object must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  labelValueComplaints,
  qualifiedNameComplaints,
  required,
  validateLabels,
} from "#apimachinery";
import type { LabelSelector, LabelSelectorRequirement } from "./types.generated.ts";

export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(selector.matchLabels, path.child("matchLabels")),
    ...(selector.matchExpressions ?? []).flatMap((requirement, index) =>
      validateRequirement(requirement, path.child("matchExpressions").index(index)),
    ),
  ];
}

/** Matches every object, which for a workload is a mistake. */
export function isEmptyLabelSelector(selector: LabelSelector): boolean {
  return (
    Object.keys(selector.matchLabels ?? {}).length === 0 &&
    (selector.matchExpressions?.length ?? 0) === 0
  );
}

function validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const valuesPath = path.child("values");
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) {
        const detail = "must be specified when `operator` is 'In' or 'NotIn'";
        errors.push(required(valuesPath, detail));
      }
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(forbiddenField(valuesPath, detail));
      }
      break;
    default:
      errors.push(invalidValue(path.child("operator"), operator, "not a valid selector operator"));
  }
  errors.push(...invalidBecause(path.child("key"), key, qualifiedNameComplaints(key ?? "")));
  for (const [index, value] of values.entries()) {
    errors.push(...invalidBecause(valuesPath.index(index), value, labelValueComplaints(value)));
  }
  return errors;
}
