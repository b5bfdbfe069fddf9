// What Deployments and ReplicaSets must satisfy.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
import {
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidValue,
  required,
  validateImmutable,
} from "#apimachinery";
import {
  validateAlwaysRestarting,
  validatePodTemplate,
  validateSelectorFitsTemplate,
  validateWorkloadSelector,
} from "../../core/v1/index.ts";
import {
  validateAtMost100Percent,
  validateIntOrPercent,
  validateNonNegative,
  validateRequiredEnum,
} from "../../meta/v1/index.ts";
import type { Deployment, DeploymentStrategy, ReplicaSet } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateDeployment({ spec }: Deployment): FieldError[] {
  const errors = [
    ...validateNonNegative(spec.replicas, specPath.child("replicas")),
    ...validateWorkloadSelector(spec.selector, "deployment", specPath.child("selector")),
    ...validateSelectorFitsTemplate(spec.selector, spec.template, specPath),
    ...validatePodTemplate(spec.template, specPath.child("template")),
    ...validateAlwaysRestarting(spec.template, specPath.child("template"), "ReplicaSet"),
    ...validateStrategy(spec.strategy ?? {}, specPath.child("strategy")),
    ...validateNonNegative(spec.minReadySeconds, specPath.child("minReadySeconds")),
    ...validateNonNegative(spec.revisionHistoryLimit, specPath.child("revisionHistoryLimit")),
  ];
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    const path = specPath.child("progressDeadlineSeconds");
    errors.push(...validateNonNegative(deadline, path));
    if (deadline <= (spec.minReadySeconds ?? 0)) {
      errors.push(invalidValue(path, deadline, "must be greater than minReadySeconds"));
    }
  }
  return errors;
}

export function validateDeploymentUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [
    ...validateDeployment(deployment),
    ...validateImmutable(deployment.spec.selector, old.spec.selector, specPath.child("selector")),
  ];
}

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  const template = specPath.child("template");
  return [
    ...validateNonNegative(spec.replicas, specPath.child("replicas")),
    ...validateNonNegative(spec.minReadySeconds, specPath.child("minReadySeconds")),
    ...validateWorkloadSelector(spec.selector, "deployment", specPath.child("selector")),
    ...(spec.template === undefined
      ? [required(template)]
      : [
          ...validateSelectorFitsTemplate(spec.selector, spec.template, specPath),
          ...validatePodTemplate(spec.template, template),
          ...validateAlwaysRestarting(spec.template, template, "ReplicaSet"),
        ]),
  ];
}

export function validateReplicaSetUpdate(replicaSet: ReplicaSet, old: ReplicaSet): FieldError[] {
  return [
    ...validateReplicaSet(replicaSet),
    ...validateImmutable(replicaSet.spec.selector, old.spec.selector, specPath.child("selector")),
  ];
}

function validateStrategy(strategy: DeploymentStrategy, path: FieldPath): FieldError[] {
  const types = ["Recreate", "RollingUpdate"];
  const errors = validateRequiredEnum(strategy.type, types, path.child("type"));
  const rolling = path.child("rollingUpdate");
  if (strategy.type === "Recreate" && strategy.rollingUpdate !== undefined) {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    errors.push(forbiddenField(rolling, detail));
  }
  if (strategy.type !== "RollingUpdate") return errors;
  if (strategy.rollingUpdate === undefined) {
    return [...errors, required(rolling, "this should be defaulted and never be nil")];
  }
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate;
  errors.push(
    ...validateIntOrPercent(maxUnavailable, rolling.child("maxUnavailable")),
    ...validateIntOrPercent(maxSurge, rolling.child("maxSurge")),
    ...validateAtMost100Percent(maxUnavailable, rolling.child("maxUnavailable")),
  );
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    const detail = "may not be 0 when `maxSurge` is 0";
    errors.push(invalidValue(rolling.child("maxUnavailable"), maxUnavailable, detail));
  }
  return errors;
}

function isZero(value: number | string | undefined): boolean {
  return value === 0 || value === "0%";
}
