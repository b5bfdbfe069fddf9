// The status of a Deployment: counts, and whether its rollout moves, is done or hangs.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progressing-deployment
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from "#api/apps/v1";
import { deepEqual } from "#base";
import {
  conditionOf,
  hasProgressDeadline,
  newCondition,
  reasons,
  withCondition,
  withoutCondition,
} from "./deployment-conditions.ts";
import type { Revisions } from "./deployment-revisions.ts";
import { maxUnavailable, sumReplicas, wantedReplicas } from "./deployment-rounding.ts";
import type { DeploymentSync } from "./deployment-sync.ts";

/** All pods are of the new template and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Writes counts and the Available condition when they changed. */
export async function writeStatusOf(sync: DeploymentSync, revisions: Revisions): Promise<void> {
  const status = computeStatus(sync, revisions);
  if (!isSame(sync.deployment.status, status)) await sync.writeStatus(status);
}

/** Writes counts and all conditions when they changed. */
export async function writeRolloutStatus(
  sync: DeploymentSync,
  revisions: Revisions,
): Promise<void> {
  const status = computeStatus(sync, revisions);
  const { deployment } = sync;
  let conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) conditions = withoutCondition(conditions, "Progressing");
  else if (!wasComplete(deployment, status)) {
    conditions = withProgress(sync, { status, conditions, revisions });
  }
  const failure = replicaFailure(revisions);
  conditions = failure
    ? withCondition(conditions, failure)
    : withoutCondition(conditions, "ReplicaFailure");
  const next = { ...status, conditions };
  if (!isSame(deployment.status, next)) await sync.writeStatus(next);
}

/** Milliseconds until the rollout may have missed its deadline; undefined: no need to look. */
export function untilDeadline(deployment: Deployment, now: number): number | undefined {
  const { status } = deployment;
  const progress = conditionOf(status, "Progressing");
  if (!hasProgressDeadline(deployment) || !progress || deployment.spec.paused) return undefined;
  if (isComplete(deployment, status) || progress.reason === reasons.timedOut) return undefined;
  if (progress.reason === reasons.newReplicaSetAvailable) return undefined;
  return Math.max(0, deadlineOf(deployment, progress) - now) + 1000;
}

function computeStatus(sync: DeploymentSync, { newReplicaSet, old }: Revisions): DeploymentStatus {
  const { deployment, now } = sync;
  const all = newReplicaSet ? [...old, newReplicaSet] : old;
  const sum = (count: (set: ReplicaSet) => number | undefined): number =>
    all.reduce((total, set) => total + (count(set) ?? 0), 0);
  const available = sum((set) => set.status?.availableReplicas);
  const isAvailable = available >= wantedReplicas(deployment) - maxUnavailable(deployment);
  const condition = newCondition(
    isAvailable
      ? {
          type: "Available",
          status: "True",
          reason: reasons.available,
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: reasons.unavailable,
          message: "Deployment does not have minimum availability.",
        },
    now,
  );
  const { collisionCount, conditions } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sum((set) => set.status?.replicas),
    updatedReplicas: newReplicaSet?.status?.replicas ?? 0,
    readyReplicas: sum((set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sumReplicas(all) - available),
    terminatingReplicas: sum((set) => set.status?.terminatingReplicas),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(conditions, condition),
  };
}

function wasComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const progress = conditionOf(deployment.status, "Progressing");
  return (
    status.replicas === status.updatedReplicas &&
    progress?.reason === reasons.newReplicaSetAvailable
  );
}

function withProgress(
  sync: DeploymentSync,
  state: {
    status: DeploymentStatus;
    conditions: DeploymentCondition[];
    revisions: Revisions;
  },
): DeploymentCondition[] {
  const { deployment, now } = sync;
  const { status, conditions, revisions } = state;
  const { newReplicaSet } = revisions;
  const subject = newReplicaSet
    ? `ReplicaSet "${newReplicaSet.metadata.name}"`
    : `Deployment "${deployment.metadata.name}"`;
  const progress = (state: string, reason: string, message: string): DeploymentCondition =>
    newCondition({ type: "Progressing", status: state, reason, message }, now);
  const present = conditionOf(deployment.status, "Progressing");
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    const condition = progress("True", reasons.newReplicaSetAvailable, message);
    return withCondition(conditions, condition);
  }
  if (hasProgressed(deployment.status, status)) {
    const message = `${subject} is progressing.`;
    const condition = progress("True", reasons.replicaSetUpdated, message);
    // Each step forward starts the deadline anew, even when the condition looks the same.
    if (present?.status === "True" && present.lastTransitionTime) {
      condition.lastTransitionTime = present.lastTransitionTime;
    }
    return [...withoutCondition(conditions, "Progressing"), condition];
  }
  if (present && isTimedOut(deployment, present, now)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(conditions, progress("False", reasons.timedOut, message));
  }
  return conditions;
}

function hasProgressed(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined): number =>
    (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function isTimedOut(deployment: Deployment, progress: DeploymentCondition, now: number): boolean {
  if (progress.reason === reasons.newReplicaSetAvailable) return false;
  if (progress.reason === reasons.timedOut) return true;
  return deadlineOf(deployment, progress) < now;
}

function deadlineOf(deployment: Deployment, progress: DeploymentCondition): number {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 0;
  return Date.parse(progress.lastUpdateTime ?? "") + seconds * 1000;
}

/** The first failure, the new ReplicaSet's before the others'. */
function replicaFailure({ newReplicaSet, old }: Revisions): DeploymentCondition | undefined {
  for (const set of newReplicaSet ? [newReplicaSet, ...old] : old) {
    const failure = set.status?.conditions?.find((other) => other.type === "ReplicaFailure");
    if (!failure) continue;
    const { type, status, reason, message, lastTransitionTime } = failure;
    return {
      type,
      status,
      ...(reason ? { reason } : {}),
      ...(message ? { message } : {}),
      ...(lastTransitionTime ? { lastTransitionTime, lastUpdateTime: lastTransitionTime } : {}),
    };
  }
  return undefined;
}

/** Zero and absent are equal. */
function isSame(a: DeploymentStatus | undefined, b: DeploymentStatus): boolean {
  const counts = (status: DeploymentStatus | undefined): unknown =>
    Object.entries(status ?? {})
      .filter(([, value]) => value !== 0 && !(Array.isArray(value) && value.length === 0))
      .sort(([x], [y]) => (x < y ? -1 : 1));
  return deepEqual(counts(a), counts(b));
}
