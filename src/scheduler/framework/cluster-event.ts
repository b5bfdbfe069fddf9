// What happens in the cluster that may make a refused pod fit, and which plugin waits for what.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/4247-queueinghint
import type { Pod } from "#api/core/v1";

export type EventResource =
  | "*"
  | "Pod"
  | "AssignedPod"
  | "UnscheduledPod"
  | "Node"
  | "Namespace"
  | "PersistentVolumeClaim";

/** Bits; an event has one or more of them. */
export const actionType = {
  add: 1 << 0,
  delete: 1 << 1,
  updateNodeAllocatable: 1 << 2,
  updateNodeLabel: 1 << 3,
  updateNodeTaint: 1 << 4,
  updateNodeCondition: 1 << 5,
  updateNodeAnnotation: 1 << 6,
  updatePodLabel: 1 << 7,
  updatePodScaleDown: 1 << 8,
  updatePodToleration: 1 << 9,
  updatePodSchedulingGatesEliminated: 1 << 10,
  updateOther: 1 << 11,
  /** Every update. */
  update: 0b111111111100,
  all: 0b111111111111,
} as const;

export interface ClusterEvent {
  readonly resource: EventResource;
  readonly actions: number;
  /** For metrics: "NodeAdd", "AssignedPodDelete". */
  readonly label: string;
}

export type QueueingHint = "Queue" | "QueueSkip";

/** Whether the event may make the pod fit. `old` is absent for an addition, `current` for a deletion. */
export type QueueingHintFunction = (pod: Pod, old: unknown, current: unknown) => QueueingHint;

export interface ClusterEventWithHint {
  readonly resource: EventResource;
  readonly actions: number;
  /** Absent: always Queue. */
  readonly hint?: QueueingHintFunction;
}

function event(resource: EventResource, actions: number, label: string): ClusterEvent {
  return { resource, actions, label };
}

export const clusterEvents = {
  assignedPodAdd: event("AssignedPod", actionType.add, "AssignedPodAdd"),
  assignedPodDelete: event("AssignedPod", actionType.delete, "AssignedPodDelete"),
  unscheduledPodAdd: event("UnscheduledPod", actionType.add, "UnscheduledPodAdd"),
  unscheduledPodDelete: event("UnscheduledPod", actionType.delete, "UnscheduledPodDelete"),
  nodeAdd: event("Node", actionType.add, "NodeAdd"),
  nodeDelete: event("Node", actionType.delete, "NodeDelete"),
  namespaceUpdate: event("Namespace", actionType.update, "NamespaceUpdate"),
  namespaceAdd: event("Namespace", actionType.add, "NamespaceAdd"),
  unschedulableTimeout: event("*", actionType.all, "UnschedulableTimeout"),
  forceActivate: event("*", actionType.all, "ForceActivate"),
} as const;

/** The event of a changed object. */
export function updateEvent(resource: EventResource, actions: number, label: string): ClusterEvent {
  return { resource, actions, label };
}

export function isWildcard(event: ClusterEvent): boolean {
  return event.resource === "*" && event.actions === actionType.all;
}

/** Whether what a plugin registered covers what happened. */
export function matchesEvent(registered: ClusterEventWithHint, happened: ClusterEvent): boolean {
  if (isWildcard(happened)) return true;
  if ((registered.actions & happened.actions) === 0) return false;
  if (registered.resource === "*" || registered.resource === happened.resource) return true;
  return (
    registered.resource === "Pod" &&
    (happened.resource === "AssignedPod" || happened.resource === "UnscheduledPod")
  );
}
