// The quality of service class of a pod.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
import type { Container, Pod, ResourceRequirements } from "#api/core/v1";
import { resourceAmount } from "./resource-amounts.ts";

export type QualityOfServiceClass = "Guaranteed" | "Burstable" | "BestEffort";

const countedResources = ["cpu", "memory"] as const;

/** The class of status when it is set (it never changes), else computed from the spec. */
export function podQualityOfServiceClass(pod: Pod): QualityOfServiceClass {
  return pod.status?.qosClass ?? computeQualityOfServiceClass(pod);
}

export function computeQualityOfServiceClass(pod: Pod): QualityOfServiceClass {
  const whole = pod.spec.resources;
  if (whole !== undefined && (isSet(whole.requests) || isSet(whole.limits))) {
    return isGuaranteed(whole) ? "Guaranteed" : "Burstable";
  }
  const containers: Container[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const nothingSet = containers.every(
    ({ resources }) => !isSet(resources?.requests) && !isSet(resources?.limits),
  );
  if (nothingSet) return "BestEffort";
  return containers.every(({ resources }) => isGuaranteed(resources)) ? "Guaranteed" : "Burstable";
}

function isSet(list: Readonly<Record<string, string>> | undefined): boolean {
  return countedResources.some((r) => list?.[r] !== undefined && resourceAmount(r, list[r]) > 0);
}

/** Limits for cpu and memory, and requests equal to them. */
function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return countedResources.every((resource) => {
    const limit = resources?.limits?.[resource];
    if (limit === undefined || resourceAmount(resource, limit) === 0) return false;
    const request = resources?.requests?.[resource] ?? limit;
    return resourceAmount(resource, request) === resourceAmount(resource, limit);
  });
}
