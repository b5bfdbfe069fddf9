// Where a pod is in its life.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import type { Container, Pod, PodCondition } from "#api/core/v1";
import { annotations } from "./well-known-labels.ts";

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, "Ready")?.status === "True";
}

/** Ready for at least `minReadySeconds`; `now` in milliseconds since 1970. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const ready = podCondition(pod, "Ready");
  if (ready?.status !== "True") return false;
  if (minReadySeconds <= 0) return true;
  const since = Date.parse(ready.lastTransitionTime ?? "");
  return !Number.isNaN(since) && since + minReadySeconds * 1000 <= now;
}

/** All containers have stopped for good. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded";
}

/** Counts for a workload: neither finished nor on its way out. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Made by a kubelet from a file; nobody else starts or stops it. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[annotations.mirrorPod] !== undefined;
}

/** An init container that keeps running beside the main ones (a sidecar). */
export function isRestartableInitContainer(container: Container): boolean {
  return container.restartPolicy === "Always";
}
