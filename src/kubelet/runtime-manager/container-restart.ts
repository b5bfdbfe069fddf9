// Whether a container that does not run should run again.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
import type { Container, Pod } from "#api/core/v1";
import { isRestartableInitContainer } from "#component-helpers";
import { findContainer, type PodRuntimeStatus } from "./pod-runtime-status.ts";

export type RestartPolicy = "Always" | "OnFailure" | "Never";

export function podRestartPolicy(pod: Pod): RestartPolicy {
  return pod.spec.restartPolicy ?? "Always";
}

/** For init containers that are no sidecars, Always means OnFailure. */
export function restartsOnFailure(pod: Pod): boolean {
  return podRestartPolicy(pod) !== "Never";
}

export function shouldContainerBeRestarted(
  container: Container,
  pod: Pod,
  status: PodRuntimeStatus,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const latest = findContainer(status, container.name);
  if (latest === undefined) return true;
  if (latest.state === "running") return false;
  if (latest.state === "unknown" || latest.state === "created") return true;
  const policy = isRestartableInitContainer(container) ? "Always" : podRestartPolicy(pod);
  if (policy === "Never") return false;
  return policy === "Always" || latest.exitCode !== 0;
}
