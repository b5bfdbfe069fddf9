// RollingUpdate: the new ReplicaSet grows and the old ones shrink, within maxSurge and
// maxUnavailable.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
import type { ReplicaSet } from "#api/apps/v1";
import { isComplete, writeRolloutStatus } from "./deployment-progress.ts";
import { syncRevisions } from "./deployment-revisions.ts";
import {
  maxUnavailable,
  newReplicaSetSize,
  sumReplicas,
  wantedReplicas,
} from "./deployment-rounding.ts";
import { cleanUp } from "./deployment-scale.ts";
import { byAge, type DeploymentSync, isActive, replaced } from "./deployment-sync.ts";

export async function rolloutRolling(sync: DeploymentSync): Promise<void> {
  const { newReplicaSet, old } = await syncRevisions(sync, { create: true });
  if (!newReplicaSet) return;
  const all = [...old, newReplicaSet];
  const wanted = wantedReplicas(sync.deployment);
  const present = wantedReplicas(newReplicaSet);
  const size = present > wanted ? wanted : newReplicaSetSize(sync.deployment, all, newReplicaSet);
  if (size !== present) {
    const scaled = await sync.scale(newReplicaSet, size);
    await writeRolloutStatus(sync, { newReplicaSet: scaled, old });
    return;
  }
  const shrunk = await shrinkOld(sync, old, newReplicaSet);
  if (shrunk) {
    await writeRolloutStatus(sync, { newReplicaSet, old: shrunk });
    return;
  }
  if (isComplete(sync.deployment, sync.deployment.status)) await cleanUp(sync, old);
  await writeRolloutStatus(sync, { newReplicaSet, old });
}

/** The old ReplicaSets as written; undefined when none could shrink. */
async function shrinkOld(
  sync: DeploymentSync,
  old: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet,
): Promise<ReplicaSet[] | undefined> {
  const active = old.filter(isActive).sort(byAge);
  if (active.length === 0) return undefined;
  const minAvailable = wantedReplicas(sync.deployment) - maxUnavailable(sync.deployment);
  const newUnavailable = wantedReplicas(newReplicaSet) - availableOf(newReplicaSet);
  const total = sumReplicas([...old, newReplicaSet]);
  const mayGo = total - minAvailable - newUnavailable;
  if (mayGo <= 0) return undefined;
  // Pods that do not serve go first: nobody misses them.
  let result = [...old];
  let gone = 0;
  for (const set of active) {
    const unhealthy = Math.min(mayGo - gone, wantedReplicas(set) - availableOf(set));
    if (unhealthy <= 0) continue;
    result = replaced(result, await sync.scale(set, wantedReplicas(set) - unhealthy));
    gone += unhealthy;
  }
  const available = [...result, newReplicaSet].reduce((sum, set) => sum + availableOf(set), 0);
  let spare = available - minAvailable;
  for (const set of result.filter(isActive).sort(byAge)) {
    if (spare <= 0) break;
    const count = Math.min(wantedReplicas(set), spare);
    result = replaced(result, await sync.scale(set, wantedReplicas(set) - count));
    spare -= count;
    gone += count;
  }
  return gone > 0 ? result : undefined;
}

/** Pods that a ReplicaSet has above its size are about to go, whatever its status still counts. */
function availableOf(set: ReplicaSet): number {
  return Math.min(set.status?.availableReplicas ?? 0, wantedReplicas(set));
}
