// What the rules on failed and succeeded pods of a Job must satisfy.
// https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
import {
  type FieldError,
  type FieldPath,
  invalidBecause,
  invalidValue,
  qualifiedNameComplaints,
  required,
  tooMany,
} from "#apimachinery";
import { validateRequiredEnum } from "../../meta/v1/index.ts";
import type { JobSpec, PodFailurePolicyRule } from "./types.generated.ts";

const ruleLimit = 20;
const exitCodeLimit = 255;

export function validatePodFailurePolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { podFailurePolicy: policy } = spec;
  if (policy === undefined) return [];
  const rulesPath = path.child("podFailurePolicy").child("rules");
  const rules = policy.rules ?? [];
  if (rules.length > ruleLimit) return [tooMany(rulesPath, rules.length, ruleLimit)];
  const containers = [
    ...(spec.template.spec?.containers ?? []),
    ...(spec.template.spec?.initContainers ?? []),
  ].map(({ name }) => name);
  return rules.flatMap((rule, index) =>
    validateRule(rule, { spec, containers }, rulesPath.index(index)),
  );
}

export function validateSuccessPolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { successPolicy: policy } = spec;
  if (policy === undefined) return [];
  const at = path.child("successPolicy");
  if (spec.completionMode !== "Indexed") {
    return [invalidValue(at, policy, "requires indexed completion mode")];
  }
  const rules = policy.rules ?? [];
  const rulesPath = at.child("rules");
  if (rules.length === 0) {
    return [required(rulesPath, "at least one rules must be specified for the successPolicy")];
  }
  if (rules.length > ruleLimit) return [tooMany(rulesPath, rules.length, ruleLimit)];
  return rules.flatMap(({ succeededCount, succeededIndexes }, index) =>
    succeededCount === undefined && succeededIndexes === undefined
      ? [
          required(
            rulesPath.index(index),
            "at least one of succeededCount or succeededIndexes must be specified",
          ),
        ]
      : [],
  );
}

function validateRule(
  rule: PodFailurePolicyRule,
  { spec, containers }: { spec: JobSpec; containers: readonly string[] },
  path: FieldPath,
): FieldError[] {
  const actions = ["Count", "FailIndex", "FailJob", "Ignore"];
  const errors = validateRequiredEnum(rule.action, actions, path.child("action"));
  if (rule.action === "FailIndex" && spec.backoffLimitPerIndex === undefined) {
    const detail = "requires the backoffLimitPerIndex to be set";
    errors.push(invalidValue(path.child("action"), rule.action, detail));
  }
  const { onExitCodes, onPodConditions = [] } = rule;
  if (onExitCodes && onPodConditions.length > 0) {
    const detail = "specifying both OnExitCodes and OnPodConditions is not supported";
    errors.push(invalidValue(path, rule, detail));
  } else if (!onExitCodes && onPodConditions.length === 0) {
    errors.push(
      invalidValue(path, rule, "specifying one of OnExitCodes and OnPodConditions is required"),
    );
  }
  if (onExitCodes)
    errors.push(...validateExitCodes(onExitCodes, containers, path.child("onExitCodes")));
  for (const [index, { type, status }] of onPodConditions.entries()) {
    const at = path.child("onPodConditions").index(index);
    errors.push(...invalidBecause(at.child("type"), type, qualifiedNameComplaints(type ?? "")));
    errors.push(...validateRequiredEnum(status, ["False", "True", "Unknown"], at.child("status")));
  }
  return errors;
}

function validateExitCodes(
  { containerName, operator, values = [] }: NonNullable<PodFailurePolicyRule["onExitCodes"]>,
  containers: readonly string[],
  path: FieldPath,
): FieldError[] {
  const errors = validateRequiredEnum(operator, ["In", "NotIn"], path.child("operator"));
  if (containerName !== undefined && !containers.includes(containerName)) {
    const detail = "must be one of the container or initContainer names in the pod template";
    errors.push(invalidValue(path.child("containerName"), containerName, detail));
  }
  const at = path.child("values");
  if (values.length === 0) errors.push(invalidValue(at, values, "at least one value is required"));
  if (values.length > exitCodeLimit) errors.push(tooMany(at, values.length, exitCodeLimit));
  for (const [index, value] of values.entries()) {
    if (operator === "In" && value === 0) {
      errors.push(invalidValue(at.index(index), value, "must not be 0 for the In operator"));
    }
    if (index > 0 && value <= (values[index - 1] ?? 0)) {
      const isSame = values.slice(0, index).includes(value);
      errors.push(
        invalidValue(at, values, isSame ? "must not contain duplicate values" : "must be ordered"),
      );
    }
  }
  return errors;
}
