// What a HorizontalPodAutoscaler must satisfy.
// https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
import { type FieldError, FieldPath, invalidValue, required } from "#apimachinery";
import { validateEnum } from "../../meta/v1/index.ts";
import type { HorizontalPodAutoscaler } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const metricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

export function validateHorizontalPodAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas = 1, maxReplicas = 0 } = spec;
  if (minReplicas < 1) {
    const detail = "must be greater than or equal to 1";
    errors.push(invalidValue(specPath.child("minReplicas"), minReplicas, detail));
  }
  if (maxReplicas < 1) {
    errors.push(invalidValue(specPath.child("maxReplicas"), maxReplicas, "must be greater than 0"));
  }
  if (maxReplicas < minReplicas) {
    const detail = "must be greater than or equal to `minReplicas`";
    errors.push(invalidValue(specPath.child("maxReplicas"), maxReplicas, detail));
  }
  const target = specPath.child("scaleTargetRef");
  if (!spec.scaleTargetRef?.kind) errors.push(required(target.child("kind")));
  if (!spec.scaleTargetRef?.name) errors.push(required(target.child("name")));
  for (const [index, metric] of (spec.metrics ?? []).entries()) {
    const path = specPath.child("metrics").index(index);
    if (!metric.type)
      errors.push(required(path.child("type"), "must specify a metric source type"));
    else errors.push(...validateEnum(metric.type, metricTypes, path.child("type")));
  }
  return errors;
}
