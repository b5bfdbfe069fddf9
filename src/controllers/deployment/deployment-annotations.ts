// What a Deployment notes on its ReplicaSets: the revision, the sizes it wanted, and its own
// annotations for `kubectl rollout undo`.
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import { annotations as names, revisionOf } from "#component-helpers";
import { maxSurge, wantedReplicas } from "./deployment-rounding.ts";

const maxHistoryCharacters = 2000;

const notCopied: ReadonlySet<string> = new Set([
  names.lastAppliedConfiguration,
  names.deploymentRevision,
  names.deploymentRevisionHistory,
  names.desiredReplicas,
  names.maxReplicas,
  "deprecated.deployment.rollback.to",
]);

type Annotations = Readonly<Record<string, string>>;

/** The annotations of the new ReplicaSet; equal to the present ones when nothing changes. */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  present: Annotations,
  revision: bigint,
): Record<string, string> {
  const result: Record<string, string> = { ...present };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!notCopied.has(name)) result[name] = value;
  }
  const old = revisionOf({ metadata: { annotations: { ...present } } });
  if (old < revision) {
    result[names.deploymentRevision] = String(revision);
    const history = old > 0n ? appendRevision(present, old) : undefined;
    if (history !== undefined) result[names.deploymentRevisionHistory] = history;
  }
  return result;
}

/** The sizes that the Deployment wants now, noted at each change of scale. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const wanted = wantedReplicas(deployment);
  return {
    [names.desiredReplicas]: String(wanted),
    [names.maxReplicas]: String(wanted + maxSurge(deployment)),
  };
}

export function desiredReplicasNoted(set: ReplicaSet): number | undefined {
  return numberIn(set, names.desiredReplicas);
}

export function maxReplicasNoted(set: ReplicaSet): number | undefined {
  return numberIn(set, names.maxReplicas);
}

function numberIn(set: ReplicaSet, name: string): number | undefined {
  const text = set.metadata.annotations?.[name] ?? "";
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function appendRevision(present: Annotations, revision: bigint): string {
  const history = (present[names.deploymentRevisionHistory] ?? "").split(",").filter(Boolean);
  history.push(String(revision));
  while (history.join(",").length > maxHistoryCharacters) history.shift();
  return history.join(",");
}
