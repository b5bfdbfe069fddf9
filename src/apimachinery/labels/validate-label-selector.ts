// What a LabelSelector in an object must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
import type { FieldError } from "../status-errors/status-error.ts";
import {
  forbiddenField,
  invalidBecause,
  invalidValue,
  required,
} from "../validation/field-errors.ts";
import type { FieldPath } from "../validation/field-path.ts";
import { labelValueComplaints, qualifiedNameComplaints } from "../validation/formats.ts";
import { validateLabels } from "../validation/object-meta.ts";
import type { LabelSelector, LabelSelectorRequirement } from "./selector.ts";

export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
): FieldError[] {
  if (!selector) return [];
  const expressions = path.child("matchExpressions");
  return [
    ...validateLabels(selector.matchLabels, path.child("matchLabels")),
    ...(selector.matchExpressions ?? []).flatMap((requirement, index) =>
      validateRequirement(requirement, expressions.index(index)),
    ),
  ];
}

function validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  const valuesPath = path.child("values");
  return [
    ...validateOperator(operator, values, path),
    ...invalidBecause(path.child("key"), key, qualifiedNameComplaints(key)),
    ...values.flatMap((value, index) =>
      invalidBecause(valuesPath.index(index), value, labelValueComplaints(value)),
    ),
  ];
}

function validateOperator(
  operator: string,
  values: readonly string[],
  path: FieldPath,
): FieldError[] {
  const valuesPath = path.child("values");
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length) return [];
      return [required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist": {
      if (values.length === 0) return [];
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      return [forbiddenField(valuesPath, detail)];
    }
    default:
      return [invalidValue(path.child("operator"), operator, "not a valid selector operator")];
  }
}
