// Requests and limits as the kernel's cgroups take them.
// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
import type { Container, Pod, ResourceRequirements } from "#api/core/v1";
import { podQualityOfServiceClass, resourceAmount } from "#component-helpers";
import type { LinuxContainerResources } from "#cri";

export type CgroupVersion = 1 | 2;

const minimumShares = 2;
const maximumShares = 262_144;
const periodMicroseconds = 100_000;
const minimumQuotaMicroseconds = 1000;

export function cpuShares(milliCPU: number): number {
  if (milliCPU === 0) return minimumShares;
  const shares = Math.floor((milliCPU * 1024) / 1000);
  return Math.min(maximumShares, Math.max(minimumShares, shares));
}

/** 0 milli-CPUs: no limit, given as 0. */
export function cpuQuota(milliCPU: number, period: number = periodMicroseconds): number {
  if (milliCPU === 0) return 0;
  return Math.max(minimumQuotaMicroseconds, Math.floor((milliCPU * period) / 1000));
}

/** cgroup v2's cpu.weight from v1's cpu.shares, as runc converts it. */
export function cpuWeight(shares: number): number {
  return Math.floor(1 + ((Math.max(minimumShares, shares) - 2) * 9999) / 262_142);
}

const criticalPriority = 2_000_000_000;

/** How willingly the kernel kills it when memory is short. */
export function oomScoreAdjust(
  pod: Pod,
  container: Container,
  memoryCapacityBytes: number,
): number {
  if ((pod.spec.priority ?? 0) >= criticalPriority) return -997;
  switch (podQualityOfServiceClass(pod)) {
    case "Guaranteed":
      return -997;
    case "BestEffort":
      return 1000;
    case "Burstable": {
      const request = amount(container.resources, "requests", "memory");
      const score = 1000 - Math.floor((1000 * request) / Math.max(1, memoryCapacityBytes));
      return Math.min(999, Math.max(3, score));
    }
  }
}

/** A request that is not set is the limit. */
function amount(
  resources: ResourceRequirements | undefined,
  list: "requests" | "limits",
  resource: "cpu" | "memory",
): number {
  const limit = resources?.limits?.[resource];
  const quantity = list === "limits" ? limit : (resources?.requests?.[resource] ?? limit);
  return quantity === undefined ? 0 : resourceAmount(resource, quantity);
}

export function containerResources(
  pod: Pod,
  container: Container,
  node: { memoryCapacityBytes: number; cgroupVersion: CgroupVersion },
): LinuxContainerResources {
  const memory = amount(container.resources, "limits", "memory");
  const quota = cpuQuota(amount(container.resources, "limits", "cpu"));
  return {
    cpuShares: cpuShares(amount(container.resources, "requests", "cpu")),
    ...(quota > 0 ? { cpuQuota: quota, cpuPeriod: periodMicroseconds } : {}),
    ...(memory > 0 ? { memoryLimitInBytes: memory } : {}),
    oomScoreAdj: oomScoreAdjust(pod, container, node.memoryCapacityBytes),
    ...(node.cgroupVersion === 2 ? { unified: { "memory.oom.group": "1" } } : {}),
  };
}
