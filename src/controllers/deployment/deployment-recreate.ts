// Recreate: all old pods end before a new one starts.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment
import { isPodTerminal } from "#component-helpers";
import { isComplete, writeRolloutStatus } from "./deployment-progress.ts";
import { type Revisions, syncRevisions } from "./deployment-revisions.ts";
import { wantedReplicas } from "./deployment-rounding.ts";
import { cleanUp } from "./deployment-scale.ts";
import { type DeploymentSync, isActive, replaced } from "./deployment-sync.ts";

export async function rolloutRecreate(sync: DeploymentSync): Promise<void> {
  const revisions = await syncRevisions(sync, { create: false });
  let { old } = revisions;
  const active = old.filter(isActive);
  for (const set of active) old = replaced(old, await sync.scale(set, 0));
  if (active.length > 0 || isOldRunning(sync, revisions)) {
    await writeRolloutStatus(sync, { ...revisions, old });
    return;
  }
  const created = await syncRevisions(sync, { create: true });
  if (!created.newReplicaSet) return;
  const newReplicaSet = await sync.scale(created.newReplicaSet, wantedReplicas(sync.deployment));
  if (isComplete(sync.deployment, sync.deployment.status)) await cleanUp(sync, created.old);
  await writeRolloutStatus(sync, { newReplicaSet, old: created.old });
}

function isOldRunning(sync: DeploymentSync, { old }: Revisions): boolean {
  return old.some(
    (set) => (set.status?.replicas ?? 0) > 0 || sync.podsOf(set).some((pod) => !isPodTerminal(pod)),
  );
}
