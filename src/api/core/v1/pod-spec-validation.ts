// What the spec of a pod or of a pod template must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import { type FieldError, type FieldPath, required } from "#apimachinery";
import type { ObjectMeta } from "../../meta/v1/types.generated.ts";
import type { PodSpec } from "./types.generated.ts";

export function validatePodSpec(spec: PodSpec, _meta: ObjectMeta, path: FieldPath): FieldError[] {
  return spec.containers?.length ? [] : [required(path.child("containers"))];
}
