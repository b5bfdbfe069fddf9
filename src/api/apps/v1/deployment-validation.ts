// What Deployments and ReplicaSets must satisfy.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
import {
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
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
} from "../../meta/v1/index.ts";
import type { Deployment, DeploymentStrategy, ReplicaSet } from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateDeployment({ spec }: Deployment): FieldError[] {
  const errors = [
    ...validateNonNegative(spec.replicas, specPath.child("replicas")),
    ...validateWorkloadSelector(spec.selector, "deployment", specPath.child("selector")),
    ...validateTemplate(spec),
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
    ...(spec.template === undefined ? [required(template)] : validateTemplate(spec)),
  ];
}

export function validateReplicaSetUpdate(replicaSet: ReplicaSet, old: ReplicaSet): FieldError[] {
  return [
    ...validateReplicaSet(replicaSet),
    ...validateImmutable(replicaSet.spec.selector, old.spec.selector, specPath.child("selector")),
  ];
}

/** A template whose selector makes no sense is not looked at. */
function validateTemplate({ selector, template }: ReplicaSet["spec"]): FieldError[] {
  const path = specPath.child("template");
  const misfits = validateSelectorFitsTemplate(selector, template, specPath);
  const selectorPath = specPath.child("selector").toString();
  if (misfits.some(({ field }) => field === selectorPath)) return misfits;
  return [
    ...misfits,
    ...validatePodTemplate(template, path),
    ...validateAlwaysRestarting(template, path, "ReplicaSet"),
  ];
}

function validateStrategy(strategy: DeploymentStrategy, path: FieldPath): FieldError[] {
  const types = ["Recreate", "RollingUpdate"];
  if (!strategy.type || !types.includes(strategy.type)) {
    return [notSupported(path, internalStrategy(strategy), types)];
  }
  const errors: FieldError[] = [];
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
  );
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    const detail = "may not be 0 when `maxSurge` is 0";
    errors.push(invalidValue(rolling.child("maxUnavailable"), maxUnavailable ?? 0, detail));
  }
  return [...errors, ...validateAtMost100Percent(maxUnavailable, rolling.child("maxUnavailable"))];
}

/** As Kubernetes prints it: its own type. */
function internalStrategy({ type, rollingUpdate }: DeploymentStrategy): object {
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
  const update = rollingUpdate && { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge };
  return { Type: type ?? "", RollingUpdate: update ?? null };
}

/** Of pods or percent; a text that is neither counts as none. */
function amount(value: number | string = 0): number {
  if (typeof value === "number") return value;
  return /^([0-9]+%|[-+]?[0-9]+)$/.test(value) ? Number.parseInt(value, 10) : 0;
}
