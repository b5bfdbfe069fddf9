// Changes of the wanted size, and what happens while a Deployment is paused: sizes are spread over
// the ReplicaSets in proportion, templates are left alone.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import { isNotFound } from "#apimachinery";
import { revisionOf } from "#component-helpers";
import { desiredReplicasNoted, maxReplicasNoted } from "./deployment-annotations.ts";
import { writeStatusOf } from "./deployment-progress.ts";
import { type Revisions, syncRevisions } from "./deployment-revisions.ts";
import { isRollingUpdate, maxSurge, sumReplicas, wantedReplicas } from "./deployment-rounding.ts";
import { byAge, type DeploymentSync, isActive, replaced } from "./deployment-sync.ts";

/** Whether the wanted size changed since the ReplicaSets were last sized. */
export async function isScalingEvent(sync: DeploymentSync): Promise<boolean> {
  const { newReplicaSet, old } = await syncRevisions(sync, { create: false });
  const sets = newReplicaSet ? [...old, newReplicaSet] : old;
  return sets.filter(isActive).some((set) => {
    const noted = desiredReplicasNoted(set);
    return noted !== undefined && noted !== wantedReplicas(sync.deployment);
  });
}

/** Scales without rolling out. */
export async function syncScale(sync: DeploymentSync): Promise<void> {
  const revisions = await scaleRevisions(sync, await syncRevisions(sync, { create: false }));
  if (sync.deployment.spec.paused) await cleanUp(sync, revisions.old);
  await writeStatusOf(sync, revisions);
}

/** Deletes the oldest empty ReplicaSets beyond revisionHistoryLimit. */
export async function cleanUp(sync: DeploymentSync, old: readonly ReplicaSet[]): Promise<void> {
  const limit = sync.deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return;
  const alive = old.filter((set) => !set.metadata.deletionTimestamp);
  const tooMany = alive
    .sort((a, b) => Number(revisionOf(a) - revisionOf(b)) || byAge(a, b))
    .slice(0, Math.max(0, alive.length - limit));
  for (const set of tooMany) {
    const isSettled = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
    if (isActive(set) || (set.status?.replicas ?? 0) > 0 || !isSettled) continue;
    const { namespace = "", name = "" } = set.metadata;
    await sync.replicaSets.delete(namespace, name, { signal: sync.signal }).catch((error) => {
      if (!isNotFound(error)) throw error;
    });
  }
}

async function scaleRevisions(sync: DeploymentSync, revisions: Revisions): Promise<Revisions> {
  const { newReplicaSet, old } = revisions;
  const wanted = wantedReplicas(sync.deployment);
  const only = activeOrLatest(newReplicaSet, old);
  if (only) {
    return wantedReplicas(only) === wanted
      ? revisions
      : withWritten(revisions, await sync.scale(only, wanted));
  }
  let result = revisions;
  if (newReplicaSet && isSaturated(sync.deployment, newReplicaSet)) {
    for (const set of old.filter(isActive)) result = withWritten(result, await sync.scale(set, 0));
    return result;
  }
  if (!isRollingUpdate(sync.deployment)) return result;
  for (const [set, size] of proportionalSizes(sync.deployment, revisions)) {
    result = withWritten(result, await sync.scale(set, size));
  }
  return result;
}

/** The sizes that keep the proportions of a rollout in progress when the wanted size changes. */
export function proportionalSizes(
  deployment: Deployment,
  revisions: Revisions,
): [ReplicaSet, number][] {
  const { newReplicaSet, old } = revisions;
  const sets = [...old, ...(newReplicaSet ? [newReplicaSet] : [])].filter(isActive);
  const wanted = wantedReplicas(deployment);
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
  const toAdd = allowed - sumReplicas(sets);
  // The largest gets what rounding leaves; of equals the newest grows and the oldest shrinks.
  sets.sort(
    (a, b) => wantedReplicas(b) - wantedReplicas(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)),
  );
  const sizes: [ReplicaSet, number][] = [];
  let added = 0;
  for (const set of sets) {
    const left = toAdd - added;
    const fraction = left === 0 ? 0 : proportionOf(set, deployment);
    const change = toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    sizes.push([set, wantedReplicas(set) + change]);
    added += change;
  }
  const [largest] = sizes;
  if (largest && toAdd !== 0) largest[1] = Math.max(0, largest[1] + toAdd - added);
  return sizes;
}

function proportionOf(set: ReplicaSet, deployment: Deployment): number {
  const present = wantedReplicas(set);
  if (wantedReplicas(deployment) === 0) return -present;
  const before = maxReplicasNoted(set) || deployment.status?.replicas || 0;
  if (before === 0) return 0;
  const allowed = wantedReplicas(deployment) + maxSurge(deployment);
  return Math.round((present * allowed) / before) - present;
}

/** The ReplicaSet that alone has pods, or the latest when none has; undefined when several have. */
function activeOrLatest(
  newReplicaSet: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const active = [...old, ...(newReplicaSet ? [newReplicaSet] : [])].filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newReplicaSet ?? [...old].sort(byAge).at(-1);
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    wantedReplicas(set) === wanted &&
    desiredReplicasNoted(set) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  );
}

function withWritten(revisions: Revisions, written: ReplicaSet): Revisions {
  const { newReplicaSet, old } = revisions;
  return newReplicaSet?.metadata.uid === written.metadata.uid
    ? { newReplicaSet: written, old }
    : { newReplicaSet, old: replaced(old, written) };
}
