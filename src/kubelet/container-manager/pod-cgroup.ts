// The cgroup of a pod: its place by quality of service, its limits, and how they are spelled in v1
// and v2. Pure. https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
import { posix } from "node:path";
import type { Pod } from "#api/core/v1";
import { podLimits, podQualityOfServiceClass, podRequests } from "#component-helpers";
import { cpuQuota, cpuShares, cpuWeight } from "../runtime-manager/container-resources.ts";

/** Below the kubelet's parent: "pod<uid>", "burstable/pod<uid>" or "besteffort/pod<uid>". */
export function podCgroup(parent: string, pod: Pod): string {
  const leaf = `pod${pod.metadata.uid}`;
  switch (podQualityOfServiceClass(pod)) {
    case "Guaranteed":
      return posix.join(parent, leaf);
    case "Burstable":
      return posix.join(parent, "burstable", leaf);
    case "BestEffort":
      return posix.join(parent, "besteffort", leaf);
  }
}

export interface CgroupLimits {
  cpuShares: number;
  /** Microseconds of 100,000; undefined: no limit. */
  cpuQuota: number | undefined;
  memoryBytes: number | undefined;
}

/** A limit of the whole pod exists only where every container has one. */
export function podCgroupLimits(pod: Pod): CgroupLimits {
  const requests = podRequests(pod);
  const limits = podLimits(pod);
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const allLimit = (resource: "cpu" | "memory"): boolean =>
    pod.spec.resources?.limits?.[resource] !== undefined ||
    containers.every(({ resources }) => resources?.limits?.[resource] !== undefined);
  const bestEffort = podQualityOfServiceClass(pod) === "BestEffort";
  const cpu = allLimit("cpu") ? (limits["cpu"] ?? 0) : 0;
  const memory = allLimit("memory") ? (limits["memory"] ?? 0) : 0;
  return {
    cpuShares: bestEffort ? 2 : cpuShares(requests["cpu"] ?? limits["cpu"] ?? 0),
    cpuQuota: cpu > 0 ? cpuQuota(cpu) : undefined,
    memoryBytes: memory > 0 ? memory : undefined,
  };
}

/** File name and text for each controller of a v1 hierarchy. */
export function filesV1(controllers: readonly string[], limits: CgroupLimits): [string, string][] {
  const files: [string, string][] = [];
  if (controllers.includes("cpu")) {
    files.push(["cpu.shares", String(limits.cpuShares)]);
    if (limits.cpuQuota !== undefined) {
      files.push(["cpu.cfs_period_us", "100000"], ["cpu.cfs_quota_us", String(limits.cpuQuota)]);
    }
  }
  if (controllers.includes("memory") && limits.memoryBytes !== undefined) {
    files.push(["memory.limit_in_bytes", String(limits.memoryBytes)]);
  }
  return files;
}

export function filesV2(limits: CgroupLimits): [string, string][] {
  return [
    ["cpu.weight", String(cpuWeight(limits.cpuShares))],
    ["cpu.max", limits.cpuQuota === undefined ? "max 100000" : `${limits.cpuQuota} 100000`],
    ["memory.max", limits.memoryBytes === undefined ? "max" : String(limits.memoryBytes)],
  ];
}
