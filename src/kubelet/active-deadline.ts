// activeDeadlineSeconds: how long a pod may be on its node.
// https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
import type { Pod } from "#api/core/v1";
import type { PodFailure } from "./pod-workers.ts";

export const deadlineExceeded: PodFailure = {
  reason: "DeadlineExceeded",
  message: "Pod was active on the node longer than the specified deadline",
};

/** Milliseconds left, 0 when it is over; undefined: no deadline. */
export function remainingDeadline(pod: Pod, nowMilliseconds: number): number | undefined {
  const seconds = pod.spec.activeDeadlineSeconds;
  const startTime = pod.status?.startTime;
  if (seconds === undefined || startTime === undefined) return undefined;
  return Math.max(0, Date.parse(startTime) + seconds * 1000 - nowMilliseconds);
}
