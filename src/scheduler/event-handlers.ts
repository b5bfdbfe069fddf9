// Brings what the informers tell into the cache and the queue: pods that want a node into the
// queue, pods that have one into the cache, and everything that may help a refused pod to the queue
// as an event.
import type { Namespace, Node, Pod } from "#api/core/v1";
import { deepEqual } from "#base";
import type { Informer } from "#client";
import { isPodTerminal } from "#component-helpers";
import type { SchedulerCache } from "./cache/scheduler-cache.ts";
import { actionType, clusterEvents, updateEvent } from "./framework/cluster-event.ts";
import type { WaitingPods } from "./framework/waiting-pods.ts";
import { podUpdateActions } from "./queue/pod-update-actions.ts";
import type { SchedulingQueue } from "./queue/scheduling-queue.ts";

export interface EventHandlersOptions {
  pods: Informer<Pod>;
  nodes: Informer<Node>;
  namespaces: Informer<Namespace>;
  cache: SchedulerCache;
  queue: SchedulingQueue;
  waitingPods: WaitingPods;
  /** Whether a pod with this scheduler name is ours to schedule. */
  isOurs(schedulerName: string): boolean;
  /** Called after every change of the cache. */
  onCacheChange(): void;
}

/** Gives a function that removes the handlers. */
export function addEventHandlers(options: EventHandlersOptions): () => void {
  const handlers = new EventHandlers(options);
  const removers = [
    options.nodes.addHandler({
      add: (node) => handlers.addNode(node),
      update: (node, old) => handlers.updateNode(old, node),
      delete: (node) => handlers.deleteNode(node),
    }),
    options.namespaces.addHandler({
      add: (namespace) => options.queue.moveAll(clusterEvents.namespaceAdd, undefined, namespace),
      update: (namespace, old) => handlers.updateNamespace(old, namespace),
    }),
    options.pods.addHandler({
      add: (pod) => handlers.changePod(undefined, pod),
      update: (pod, old) => handlers.changePod(old, pod),
      delete: (pod) => handlers.changePod(pod, undefined),
    }),
  ];
  return () => {
    for (const remove of removers) remove();
  };
}

/** Where a pod belongs. A pod that has ended takes no room and wants none. */
type Place = "none" | "cache" | "queue" | "others";

class EventHandlers {
  readonly #options: EventHandlersOptions;

  constructor(options: EventHandlersOptions) {
    this.#options = options;
  }

  addNode(node: Node): void {
    this.#options.cache.setNode(node);
    this.#options.queue.moveAll(clusterEvents.nodeAdd, undefined, node);
    this.#options.onCacheChange();
  }

  updateNode(old: Node, node: Node): void {
    this.#options.cache.setNode(node);
    const actions = nodeUpdateActions(old, node);
    if (actions === 0) return;
    this.#options.queue.moveAll(updateEvent("Node", actions, "NodeUpdate"), old, node);
  }

  deleteNode(node: Node): void {
    this.#options.queue.moveAll(clusterEvents.nodeDelete, node, undefined);
    this.#options.cache.removeNode(node.metadata.name ?? "");
    this.#options.onCacheChange();
  }

  updateNamespace(old: Namespace, namespace: Namespace): void {
    if (deepEqual(old.metadata.labels ?? {}, namespace.metadata.labels ?? {})) return;
    this.#options.queue.moveAll(clusterEvents.namespaceUpdate, old, namespace);
  }

  /** `old` is absent for a new pod, `pod` for a deleted one. */
  changePod(old: Pod | undefined, pod: Pod | undefined): void {
    const { cache, queue } = this.#options;
    const from = this.#placeOf(old);
    const to = this.#placeOf(pod);
    if (from === "queue" && to !== "queue" && old) this.#leaveQueue(old, to === "cache");
    if (from === "cache" && to !== "cache" && old) {
      cache.removePod(old.metadata.uid ?? "");
      queue.moveAll(clusterEvents.assignedPodDelete, old, undefined);
    }
    if (to === "cache" && pod) this.#setAssigned(from === "cache" ? old : undefined, pod);
    if (to === "queue" && pod) this.#setUnscheduled(from === "queue" ? old : undefined, pod);
    if (from === "cache" || to === "cache") this.#options.onCacheChange();
  }

  #placeOf(pod: Pod | undefined): Place {
    if (!pod || isPodTerminal(pod)) return "none";
    if (pod.spec.nodeName) return "cache";
    return this.#options.isOurs(pod.spec.schedulerName ?? "") ? "queue" : "others";
  }

  #setAssigned(old: Pod | undefined, pod: Pod): void {
    const { cache, queue } = this.#options;
    cache.setPod(pod);
    if (!old) {
      queue.moveAll(clusterEvents.assignedPodAdd, undefined, pod);
      return;
    }
    const actions = podUpdateActions(old, pod);
    if (actions === 0) return;
    queue.moveAll(updateEvent("AssignedPod", actions, "AssignedPodUpdate"), old, pod);
  }

  #setUnscheduled(old: Pod | undefined, pod: Pod): void {
    const { cache, queue } = this.#options;
    if (!old) queue.add(pod);
    // An assumed pod has its node already; only its confirmation is under way.
    else if (!cache.isAssumed(pod.metadata.uid ?? "")) queue.update(old, pod);
  }

  #leaveQueue(pod: Pod, isBound: boolean): void {
    const { cache, queue, waitingPods } = this.#options;
    queue.delete(pod);
    if (isBound) return;
    const uid = pod.metadata.uid ?? "";
    // It may have been bound, and the news of that missed.
    const hadRoom = cache.removePod(uid);
    const reason = `pod ${pod.metadata.name} is gone`;
    waitingPods.reject(uid, "", reason);
    // Its room, or the room that was being made for it, is free for others.
    if (hadRoom || pod.status?.nominatedNodeName) {
      queue.moveAll(clusterEvents.assignedPodDelete, pod, undefined);
    }
  }
}

function nodeUpdateActions(old: Node, node: Node): number {
  let actions = 0;
  if (!deepEqual(old.status?.allocatable ?? {}, node.status?.allocatable ?? {})) {
    actions |= actionType.updateNodeAllocatable;
  }
  if (!deepEqual(old.metadata.labels ?? {}, node.metadata.labels ?? {})) {
    actions |= actionType.updateNodeLabel;
  }
  const isTainted = !deepEqual(old.spec?.taints ?? [], node.spec?.taints ?? []);
  if (isTainted || old.spec?.unschedulable !== node.spec?.unschedulable) {
    actions |= actionType.updateNodeTaint;
  }
  if (!deepEqual(old.metadata.annotations ?? {}, node.metadata.annotations ?? {})) {
    actions |= actionType.updateNodeAnnotation;
  }
  const states = (of: Node): Record<string, string> =>
    Object.fromEntries((of.status?.conditions ?? []).map(({ type, status }) => [type, status]));
  if (!deepEqual(states(old), states(node))) actions |= actionType.updateNodeCondition;
  return actions;
}
