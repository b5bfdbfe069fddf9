// What the workload kinds share: a selector that fits the template, and a template whose pods
// always restart.
// https://kubernetes.io/docs/concepts/workloads/controllers/
import {
  compileLabelSelector,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  validateAnnotations,
  validateLabels,
} from "#apimachinery";
import {
  isEmptyLabelSelector,
  type LabelSelector,
  validateLabelSelector,
  validateNonNegative,
} from "../../meta/v1/index.ts";
import { validatePodSpec } from "./pod-spec-validation.ts";
import type { PodTemplateSpec, ReplicationController } from "./types.generated.ts";

export const selectorMismatch = "`selector` does not match template `labels`";

export function validateReplicationController(controller: ReplicationController): FieldError[] {
  const path = FieldPath.of("spec");
  const { selector = {}, template, replicas, minReadySeconds } = controller.spec;
  const errors = [
    ...validateNonNegative(replicas, path.child("replicas")),
    ...validateNonNegative(minReadySeconds, path.child("minReadySeconds")),
  ];
  if (Object.keys(selector).length === 0) errors.push(required(path.child("selector")));
  if (template === undefined) return [...errors, required(path.child("template"))];
  const labels = template.metadata?.labels ?? {};
  const misses = Object.entries(selector).some(([key, value]) => labels[key] !== value);
  if (misses) {
    const at = path.child("template").child("metadata").child("labels");
    errors.push(mismatch(at, template.metadata?.labels));
  }
  return [
    ...errors,
    ...validatePodTemplate(template, path.child("template")),
    ...validateAlwaysRestarting(template, path.child("template"), "ReplicationController"),
  ];
}

/** `kind`: as the message about an empty selector names it. */
export function validateWorkloadSelector(
  selector: LabelSelector | undefined,
  kind: string,
  path: FieldPath,
): FieldError[] {
  if (selector === undefined) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  if (isEmptyLabelSelector(selector)) {
    errors.push(invalidValue(path, selector, `empty selector is invalid for ${kind}`));
  }
  return errors;
}

export function validateSelectorFitsTemplate(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  path: FieldPath,
): FieldError[] {
  const labels = template?.metadata?.labels;
  try {
    if (selector && isEmptyLabelSelector(selector)) return [];
    if (selector && compileLabelSelector(selector).matches(labels ?? {})) return [];
  } catch {
    return [invalidValue(path.child("selector"), selector, "invalid label selector")];
  }
  const at = path.child("template").child("metadata").child("labels");
  return [mismatch(at, labels)];
}

function mismatch(
  path: FieldPath,
  labels: Readonly<Record<string, string>> | undefined,
): FieldError {
  const error = invalidValue(path, labels ?? {}, selectorMismatch);
  const message = `Invalid value: null: ${selectorMismatch}`;
  return labels === undefined ? { ...error, message } : error;
}

/** Kubernetes reports faults of labels and annotations without `metadata`. */
export function validatePodTemplate(
  template: PodTemplateSpec | undefined,
  path: FieldPath,
): FieldError[] {
  const errors = [
    ...validateLabels(template?.metadata?.labels, path.child("labels")),
    ...validateAnnotations(template?.metadata?.annotations, path.child("annotations")),
    ...validatePodSpec(template?.spec ?? { containers: [] }, path.child("spec")),
  ];
  if ((template?.spec?.ephemeralContainers?.length ?? 0) > 0) {
    const at = path.child("spec").child("ephemeralContainers");
    errors.push(forbiddenField(at, "ephemeral containers not allowed in pod template"));
  }
  return errors;
}

/** `kind`: "ReplicaSet", as the message about deadlines names it. */
export function validateAlwaysRestarting(
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  kind: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const { restartPolicy = "Always", activeDeadlineSeconds } = template?.spec ?? {};
  const spec = path.child("spec");
  if (restartPolicy !== "Always") {
    errors.push(notSupported(spec.child("restartPolicy"), restartPolicy, ["Always"]));
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbiddenField(spec.child("activeDeadlineSeconds"), detail));
  }
  return errors;
}
