// ReplicaSet and ReplicationController are one algorithm over two kinds; this is how they differ.
import type { Resource } from "#api";
import type { ReplicaSet } from "#api/apps/v1";
import type { PodTemplateSpec, ReplicationController } from "#api/core/v1";
import type { GroupVersionKind, Selector } from "#apimachinery";

export interface ReplicaStatus {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  terminatingReplicas?: number;
  observedGeneration?: number;
  conditions?: ReplicaCondition[];
}

export interface ReplicaCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export type Replicated = ReplicaSet | ReplicationController;

export interface ReplicaKind<T extends Replicated> {
  resource: Resource<T>;
  kind: GroupVersionKind;
  selectorOf(owner: T): Selector;
  /** Whether the status has terminatingReplicas. */
  countsTerminating: boolean;
}

export function templateOf(owner: Replicated): PodTemplateSpec {
  return owner.spec.template ?? { metadata: {}, spec: { containers: [] } };
}
