// What priority and fairness objects must satisfy.
// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
import { type FieldError, FieldPath, forbiddenField, invalidValue, required } from "#apimachinery";
import { validateEnum, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const highestPrecedence = 10000;

export function validateFlowSchema({ spec }: FlowSchema): FieldError[] {
  if (spec === undefined) return [required(specPath)];
  const errors: FieldError[] = [];
  const precedence = spec.matchingPrecedence ?? 0;
  const path = specPath.child("matchingPrecedence");
  if (precedence <= 0) errors.push(invalidValue(path, precedence, "must be a positive value"));
  if (precedence > highestPrecedence) {
    const detail = `must not be greater than ${highestPrecedence}`;
    errors.push(invalidValue(path, precedence, detail));
  }
  if (!spec.priorityLevelConfiguration?.name) {
    const at = specPath.child("priorityLevelConfiguration").child("name");
    errors.push(required(at, "must reference a priority level"));
  }
  return [
    ...errors,
    ...validateEnum(
      spec.distinguisherMethod?.type,
      ["ByNamespace", "ByUser"],
      specPath.child("distinguisherMethod").child("type"),
    ),
  ];
}

export function validatePriorityLevelConfiguration({
  spec,
}: PriorityLevelConfiguration): FieldError[] {
  if (spec === undefined) return [required(specPath)];
  const errors = validateRequiredEnum(spec.type, ["Exempt", "Limited"], specPath.child("type"));
  const limited = specPath.child("limited");
  if (spec.type === "Limited") {
    if (spec.limited === undefined)
      errors.push(required(limited, "must not be empty when type is Limited"));
    else {
      const types = ["Queue", "Reject"];
      const path = limited.child("limitResponse").child("type");
      errors.push(...validateRequiredEnum(spec.limited.limitResponse?.type, types, path));
    }
  } else if (spec.limited !== undefined) {
    const detail = "must be nil if the type is not Limited";
    errors.push(forbiddenField(limited, detail));
  }
  return errors;
}
