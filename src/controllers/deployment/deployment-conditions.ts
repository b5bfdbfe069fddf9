// The conditions of a Deployment, in Kubernetes' words: kubectl reads them.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
import type { Deployment, DeploymentCondition, DeploymentStatus } from "#api/apps/v1";
import { formatTime } from "#apimachinery";

export const reasons = {
  replicaSetUpdated: "ReplicaSetUpdated",
  replicaSetCreateError: "ReplicaSetCreateError",
  newReplicaSetCreated: "NewReplicaSetCreated",
  foundNewReplicaSet: "FoundNewReplicaSet",
  newReplicaSetAvailable: "NewReplicaSetAvailable",
  timedOut: "ProgressDeadlineExceeded",
  paused: "DeploymentPaused",
  resumed: "DeploymentResumed",
  available: "MinimumReplicasAvailable",
  unavailable: "MinimumReplicasUnavailable",
} as const;

const noDeadlineSeconds = 2_147_483_647;

export function hasProgressDeadline(deployment: Deployment): boolean {
  const seconds = deployment.spec.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== noDeadlineSeconds;
}

export function conditionOf(
  status: DeploymentStatus | undefined,
  type: string,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  fields: { type: string; status: string; reason: string; message: string },
  now: number,
): DeploymentCondition {
  return { ...fields, lastUpdateTime: formatTime(now), lastTransitionTime: formatTime(now) };
}

/** The same conditions when type, status and reason are there already. */
export function withCondition(
  conditions: readonly DeploymentCondition[] | undefined,
  condition: DeploymentCondition,
): DeploymentCondition[] {
  const present = conditions?.find((other) => other.type === condition.type);
  if (present?.status === condition.status && present.reason === condition.reason) {
    return [...(conditions ?? [])];
  }
  const kept =
    present?.status === condition.status && present.lastTransitionTime
      ? { ...condition, lastTransitionTime: present.lastTransitionTime }
      : condition;
  return [...withoutCondition(conditions, condition.type), kept];
}

export function withoutCondition(
  conditions: readonly DeploymentCondition[] | undefined,
  type: string,
): DeploymentCondition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}
