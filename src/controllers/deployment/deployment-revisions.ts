// The ReplicaSet of the present template and those of earlier ones: found, numbered, or made.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import type { PodTemplateSpec } from "#api/core/v1";
import { conflict, isAlreadyExists, isNamespaceTerminating } from "#apimachinery";
import { deepEqual } from "#base";
import {
  annotations as annotationNames,
  controllerOf,
  labels as labelNames,
  newControllerRef,
  podTemplateHash,
  revisionOf,
} from "#component-helpers";
import { newReplicaSetAnnotations, sizeAnnotations } from "./deployment-annotations.ts";
import {
  conditionOf,
  hasProgressDeadline,
  newCondition,
  reasons,
  withCondition,
} from "./deployment-conditions.ts";
import { newReplicaSetSize } from "./deployment-rounding.ts";
import { byAge, type DeploymentSync } from "./deployment-sync.ts";

export interface Revisions {
  newReplicaSet: ReplicaSet | undefined;
  old: ReplicaSet[];
}

export const deploymentKind = { group: "apps", version: "v1", kind: "Deployment" };

/** With `create`, a missing new ReplicaSet is made. */
export async function syncRevisions(
  sync: DeploymentSync,
  options: { create: boolean },
): Promise<Revisions> {
  const present = findNewReplicaSet(sync.deployment, sync.owned);
  const old = sync.owned.filter((set) => set.metadata.uid !== present?.metadata.uid);
  const revisions = old.map(revisionOf);
  const revision = revisions.reduce((most, one) => (one > most ? one : most), 0n) + 1n;
  if (present) return { newReplicaSet: await syncPresent(sync, present, revision), old };
  if (!options.create) return { newReplicaSet: undefined, old };
  return { newReplicaSet: await createReplicaSet(sync, old, revision), old };
}

/** The oldest of those whose template is that of the Deployment. */
export function findNewReplicaSet(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return [...sets]
    .sort(byAge)
    .find((set) => isSameTemplate(set.spec.template, deployment.spec.template));
}

function isSameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { metadata = {}, ...rest } = template ?? {};
  const { [labelNames.podTemplateHash]: _, ...labels } = metadata.labels ?? {};
  return { ...rest, metadata: { ...metadata, labels } };
}

async function syncPresent(
  sync: DeploymentSync,
  set: ReplicaSet,
  revision: bigint,
): Promise<ReplicaSet> {
  const { deployment } = sync;
  const present = set.metadata.annotations ?? {};
  const annotations = newReplicaSetAnnotations(deployment, present, revision);
  const { minReadySeconds = 0 } = deployment.spec;
  if (!deepEqual(annotations, present) || (set.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    return await sync.update({
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, minReadySeconds },
    });
  }
  await noteRevision(sync, revisionOf(set));
  if (hasProgressDeadline(deployment) && !conditionOf(deployment.status, "Progressing")) {
    await noteProgress(sync, {
      status: "True",
      reason: reasons.foundNewReplicaSet,
      message: `Found new replica set "${set.metadata.name}"`,
    });
  }
  return set;
}

async function createReplicaSet(
  sync: DeploymentSync,
  old: readonly ReplicaSet[],
  revision: bigint,
): Promise<ReplicaSet> {
  const wanted = newReplicaSet(sync.deployment, old, revision);
  const { namespace = "", name = "" } = wanted.metadata;
  let created: ReplicaSet;
  try {
    created = await sync.replicaSets.create(namespace, wanted, { signal: sync.signal });
    sync.wrote(created);
    const size = wanted.spec.replicas ?? 0;
    if (size > 0) sync.tellScaled(created, 0, size);
  } catch (error) {
    if (!isAlreadyExists(error)) await tellCreateError(sync, name, error);
    created = await useExisting(sync, wanted, error);
  }
  await noteRevision(sync, revision);
  if (hasProgressDeadline(sync.deployment)) {
    await noteProgress(sync, {
      status: "True",
      reason: reasons.newReplicaSetCreated,
      message: `Created new replica set "${name}"`,
    });
  }
  return created;
}

function newReplicaSet(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revision: bigint,
): ReplicaSet {
  const { template, selector, minReadySeconds = 0 } = deployment.spec;
  const hash = podTemplateHash(template, deployment.status?.collisionCount);
  const hashLabel = { [labelNames.podTemplateHash]: hash };
  const labels = { ...template.metadata?.labels, ...hashLabel };
  const { name, namespace } = deployment.metadata;
  const set: ReplicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace ? { namespace } : {}),
      labels,
      annotations: {
        ...newReplicaSetAnnotations(deployment, {}, revision),
        ...sizeAnnotations(deployment),
      },
      ownerReferences: [newControllerRef(deployment, deploymentKind)],
    },
    spec: {
      replicas: 0,
      minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hashLabel } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  set.spec.replicas = newReplicaSetSize(deployment, [...old, set], set);
  return set;
}

/** The name is taken: by an earlier attempt of ours, or by another template with the same hash. */
async function useExisting(
  sync: DeploymentSync,
  wanted: ReplicaSet,
  cause: unknown,
): Promise<ReplicaSet> {
  const { namespace = "", name = "" } = wanted.metadata;
  const existing = await sync.replicaSets.get(namespace, name, sync.signal);
  const isOurs = controllerOf(existing)?.uid === sync.deployment.metadata.uid;
  if (isOurs && isSameTemplate(existing.spec.template, sync.deployment.spec.template)) {
    return existing;
  }
  const { status = {} } = sync.deployment;
  await sync.writeStatus({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
  throw conflict(
    { group: "apps", resource: "replicasets" },
    name,
    `another template has its hash: ${(cause as Error).message}`,
  );
}

/** Always rejects. */
async function tellCreateError(sync: DeploymentSync, name: string, error: unknown): Promise<never> {
  if (!isNamespaceTerminating(error)) {
    const message = `Failed to create new replica set "${name}": ${(error as Error).message}`;
    if (hasProgressDeadline(sync.deployment)) {
      const reason = reasons.replicaSetCreateError;
      await noteProgress(sync, { status: "False", reason, message });
    }
    sync.event("Warning", reasons.replicaSetCreateError, message);
  }
  throw error;
}

async function noteRevision(sync: DeploymentSync, revision: bigint): Promise<void> {
  const { deployment, signal } = sync;
  if (revisionOf(deployment) === revision || revision === 0n) return;
  const annotations = {
    ...deployment.metadata.annotations,
    [annotationNames.deploymentRevision]: String(revision),
  };
  const metadata = { ...deployment.metadata, annotations };
  sync.deployment = await sync.deployments.update({ ...deployment, metadata }, { signal });
}

async function noteProgress(
  sync: DeploymentSync,
  fields: { status: string; reason: string; message: string },
): Promise<void> {
  const { status = {} } = sync.deployment;
  const condition = newCondition({ type: "Progressing", ...fields }, sync.now);
  await sync.writeStatus({ ...status, conditions: withCondition(status.conditions, condition) });
}
