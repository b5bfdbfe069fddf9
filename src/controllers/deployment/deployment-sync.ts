// What every step of one reconciliation works with, and the writes they share.
import { deployments, replicaSets } from "#api";
import type { Deployment, DeploymentStatus, ReplicaSet } from "#api/apps/v1";
import type { Pod } from "#api/core/v1";
import type { ResourceClient } from "#client";
import type { ControllerContext } from "#controller-runtime";
import { sizeAnnotations } from "./deployment-annotations.ts";
import { wantedReplicas } from "./deployment-rounding.ts";

export class DeploymentSync {
  /** As last read or written. */
  deployment: Deployment;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly context: ControllerContext;
  readonly replicaSets: ResourceClient<ReplicaSet>;
  readonly deployments: ResourceClient<Deployment>;
  /** All ReplicaSets that the Deployment controls, as last read or written. */
  owned: readonly ReplicaSet[];
  /** Pods by the uid of their ReplicaSet. */
  readonly podsOf: (set: ReplicaSet) => readonly Pod[];
  /** Told of each ReplicaSet as written. */
  readonly wrote: (set: ReplicaSet) => void;

  constructor(options: {
    context: ControllerContext;
    deployment: Deployment;
    owned: readonly ReplicaSet[];
    podsOf: (set: ReplicaSet) => readonly Pod[];
    wrote: (set: ReplicaSet) => void;
    signal: AbortSignal;
  }) {
    this.context = options.context;
    this.deployment = options.deployment;
    this.owned = options.owned;
    this.podsOf = options.podsOf;
    this.wrote = options.wrote;
    this.signal = options.signal;
    this.now = options.context.clock.now();
    this.replicaSets = options.context.client.resource(replicaSets);
    this.deployments = options.context.client.resource(deployments);
  }

  /** Sets size and size annotations; gives the ReplicaSet as written. */
  async scale(set: ReplicaSet, size: number): Promise<ReplicaSet> {
    const present = wantedReplicas(set);
    const noted = sizeAnnotations(this.deployment);
    const { annotations = {} } = set.metadata;
    const isNoted = Object.entries(noted).every(([name, value]) => annotations[name] === value);
    if (present === size && isNoted) return set;
    const written = await this.update({
      ...set,
      metadata: { ...set.metadata, annotations: { ...annotations, ...noted } },
      spec: { ...set.spec, replicas: size },
    });
    if (present !== size) this.tellScaled(set, present, size);
    return written;
  }

  async update(set: ReplicaSet): Promise<ReplicaSet> {
    const written = await this.replicaSets.update(set, { signal: this.signal });
    this.wrote(written);
    this.owned = replaced(this.owned, written);
    return written;
  }

  tellScaled(set: ReplicaSet, from: number, to: number): void {
    const direction = to > from ? "up" : "down";
    this.event(
      "Normal",
      "ScalingReplicaSet",
      `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`,
    );
  }

  async writeStatus(status: DeploymentStatus): Promise<void> {
    this.deployment = await this.deployments.updateStatus(
      { ...this.deployment, status },
      { signal: this.signal },
    );
  }

  event(type: "Normal" | "Warning", reason: string, message: string): void {
    this.context.recorder.event(this.deployment, { type, reason, message });
  }
}

/** The list with one ReplicaSet in the state in which it was written. */
export function replaced(sets: readonly ReplicaSet[], written: ReplicaSet): ReplicaSet[] {
  return sets.map((set) => (set.metadata.uid === written.metadata.uid ? written : set));
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [first, second] = [a, b].map((set) => set.metadata.creationTimestamp ?? "");
  if (first !== second) return (first ?? "") < (second ?? "") ? -1 : 1;
  return (a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1;
}

export function isActive(set: ReplicaSet): boolean {
  return wantedReplicas(set) > 0;
}
