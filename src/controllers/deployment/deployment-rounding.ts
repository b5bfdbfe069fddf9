// How many pods a rollout may have too many and too few.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import { scaledValue } from "#apimachinery";

export function wantedReplicas(object: Deployment | ReplicaSet): number {
  return object.spec.replicas ?? 1;
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== "Recreate";
}

/** Pods beyond the wanted number. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

/** Pods that may be missing of the wanted number. */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = wantedReplicas(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, replicas);
}

/** The size that the new ReplicaSet may have now, given the sizes of all. */
export function newReplicaSetSize(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet,
): number {
  const wanted = wantedReplicas(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const room = wanted + maxSurge(deployment) - sumReplicas(all);
  const present = wantedReplicas(newReplicaSet);
  if (room <= 0) return present;
  return present + Math.min(room, wanted - present);
}

export function sumReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + wantedReplicas(set), 0);
}

function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const wanted = wantedReplicas(deployment);
  const rolling = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(rolling.maxSurge ?? 0, wanted, "up");
  const unavailable = scaledValue(rolling.maxUnavailable ?? 0, wanted, "down");
  // Both may round to zero; a rollout must be able to move.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}
