// Deletes objects whose owners are gone, and carries out foreground and orphaning deletions.
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
import type { Resource } from "#api";
import {
  isNotFound,
  type KubernetesObject,
  type OwnerReference,
  parseApiVersion,
} from "#apimachinery";
import type { DeleteOptions } from "#client";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type ReconcileResult,
  type Runnable,
} from "#controller-runtime";
import { collectableResources, isEvents, metadataInformer } from "../collectable-resources.ts";
import {
  blocks,
  Graph,
  type GraphNode,
  hasFinalizer,
  isBeingDeleted,
  isDeletingDependents,
  isOrphaningDependents,
  ownersOf,
} from "./graph.ts";

const workers = 20;
/** Owners known to be gone; the oldest are forgotten. */
const maxAbsentOwners = 500;

export const garbageCollector: Descriptor = {
  name: "garbage-collector-controller",
  reads: "all",
  writes: "all",
  build: (context) => new GarbageCollector(context),
};

type OwnerState = "present" | "absent" | "deleting-dependents";

class GarbageCollector implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #graph = new Graph();
  readonly #absentOwners = new Set<string>();
  readonly #resources = new Map<string, Resource>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      reconcile: (uid, signal) => this.#reconcile(uid, signal),
    });
    for (const resource of collectableResources) {
      this.#resources.set(`${resource.group}/${resource.kind}`, resource);
      if (isEvents(resource)) continue;
      metadataInformer(context.informers, resource).addHandler({
        add: (object) => this.#seen(resource, object),
        update: (object, old) => this.#seen(resource, object, old),
        delete: (object) => this.#gone(resource, object),
      });
    }
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #seen(resource: Resource, object: KubernetesObject, old?: KubernetesObject): void {
    const { uid = "" } = object.metadata;
    this.#graph.set(resource, object);
    const before = new Map((old ? ownersOf(old) : []).map((owner) => [owner.uid, owner]));
    for (const owner of ownersOf(object)) {
      const known = before.get(owner.uid);
      // Each owner is looked at once; those that are there and stay are news of themselves.
      if (!known || known.name !== owner.name || known.kind !== owner.kind) {
        this.#controller.enqueue(uid);
      }
      if (known?.blockOwnerDeletion && !owner.blockOwnerDeletion) this.#ownerMayGo(owner.uid);
      before.delete(owner.uid);
    }
    for (const removed of before.values()) this.#ownerMayGo(removed.uid);
    const starts = (holds: (of: KubernetesObject) => boolean): boolean =>
      holds(object) && !(old && holds(old));
    if (starts(isDeletingDependents)) {
      this.#controller.enqueue(uid);
      for (const dependent of this.#graph.dependentsOf(uid)) {
        this.#controller.enqueue(dependent.uid);
      }
    }
    if (starts(isOrphaningDependents)) this.#controller.enqueue(uid);
  }

  #gone(resource: Resource, object: KubernetesObject): void {
    const { uid = "", name = "", namespace = "" } = object.metadata;
    this.#graph.remove(uid);
    this.#rememberAbsent(absentKey(resource, { uid, name, namespace }));
    for (const dependent of this.#graph.dependentsOf(uid)) this.#controller.enqueue(dependent.uid);
    for (const owner of ownersOf(object)) this.#ownerMayGo(owner.uid);
  }

  #ownerMayGo(uid: string): void {
    const owner = this.#graph.get(uid);
    if (owner && isDeletingDependents(owner.object)) this.#controller.enqueue(uid);
  }

  async #reconcile(uid: string, signal: AbortSignal): Promise<ReconcileResult> {
    const node = this.#graph.get(uid);
    if (!node) return "done";
    try {
      await this.#process(node, signal);
    } catch (error) {
      // It went in the meantime, and the news of it is on the way.
      if (!isNotFound(error)) throw error;
    }
    return "done";
  }

  async #process(node: GraphNode, signal: AbortSignal): Promise<void> {
    const { object, uid } = node;
    if (isOrphaningDependents(object)) {
      await this.#orphanDependents(node, signal);
      return;
    }
    if (isDeletingDependents(object)) {
      const blocking = [...this.#graph.dependentsOf(uid)].filter((d) => blocks(d.object, uid));
      if (blocking.length === 0) await this.#removeFinalizer(node, "foregroundDeletion", signal);
      for (const dependent of blocking) {
        if (!isDeletingDependents(dependent.object)) this.#controller.enqueue(dependent.uid);
      }
      return;
    }
    if (!isBeingDeleted(object)) await this.#judge(node, signal);
  }

  /** Deletes the object when no owner is left, else removes references to owners that are gone. */
  async #judge(node: GraphNode, signal: AbortSignal): Promise<void> {
    const { object } = node;
    const owners = ownersOf(object);
    if (owners.length === 0) return;
    const states = new Map<OwnerReference, OwnerState>();
    for (const owner of owners) states.set(owner, await this.#stateOf(node, owner, signal));
    const inState = (state: OwnerState): OwnerReference[] =>
      owners.filter((owner) => states.get(owner) === state);
    const present = inState("present");
    const waiting = inState("deleting-dependents");
    if (present.length > 0) {
      if (present.length < owners.length) await this.#setOwners(node, present, signal);
      return;
    }
    const dependents = [...this.#graph.dependentsOf(node.uid)];
    if (waiting.length > 0 && dependents.length > 0) {
      if (dependents.some((dependent) => isDeletingDependents(dependent.object))) {
        // A circle of owners: none could ever be the first to go.
        const unblocked = owners.map((owner) => ({ ...owner, blockOwnerDeletion: false }));
        await this.#setOwners(node, unblocked, signal);
        await this.#delete(node, { propagationPolicy: "Foreground" }, signal);
        return;
      }
      await this.#deleteUnchanged(node, "Foreground", signal);
      return;
    }
    const policy = hasFinalizer(object, "orphan")
      ? "Orphan"
      : hasFinalizer(object, "foregroundDeletion")
        ? "Foreground"
        : "Background";
    await this.#deleteUnchanged(node, policy, signal);
  }

  async #stateOf(
    node: GraphNode,
    reference: OwnerReference,
    signal: AbortSignal,
  ): Promise<OwnerState> {
    const { namespace = "" } = node.object.metadata;
    const known = this.#graph.get(reference.uid);
    if (known && isReferredTo(known, reference, namespace)) return stateOf(known.object);
    const { group } = parseApiVersion(reference.apiVersion);
    const resource = this.#resources.get(`${group}/${reference.kind}`);
    // Of a kind that is not known here nothing can be said, so nothing is deleted.
    if (!resource || (resource.namespaced && !namespace)) return "present";
    const key = absentKey(resource, { ...reference, namespace });
    if (!known && this.#absentOwners.has(key)) return "absent";
    try {
      const owner = await this.#context.client
        .metadata(resource)
        .get(resource.namespaced ? namespace : "", reference.name, signal);
      if (owner.metadata.uid === reference.uid) return stateOf(owner);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#rememberAbsent(key);
    return "absent";
  }

  async #orphanDependents(node: GraphNode, signal: AbortSignal): Promise<void> {
    for (const dependent of this.#graph.dependentsOf(node.uid)) {
      const others = ownersOf(dependent.object).filter((owner) => owner.uid !== node.uid);
      try {
        await this.#setOwners(dependent, others, signal);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    await this.#removeFinalizer(node, "orphan", signal);
  }

  #setOwners(
    node: GraphNode,
    ownerReferences: readonly OwnerReference[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#patch(node, { ownerReferences }, signal);
  }

  async #removeFinalizer(node: GraphNode, name: string, signal: AbortSignal): Promise<void> {
    const finalizers = (node.object.metadata.finalizers ?? []).filter((other) => other !== name);
    await this.#patch(node, { finalizers }, signal);
  }

  /** Refused with a conflict when the object is not as the cache shows it. */
  async #patch(node: GraphNode, change: object, signal: AbortSignal): Promise<void> {
    const { namespace = "", name = "", uid, resourceVersion } = node.object.metadata;
    await this.#context.client
      .metadata(node.resource)
      .patch(
        namespace,
        name,
        { metadata: { uid, resourceVersion, ...change } },
        { type: "merge", signal },
      );
  }

  #deleteUnchanged(
    node: GraphNode,
    propagationPolicy: NonNullable<DeleteOptions["propagationPolicy"]>,
    signal: AbortSignal,
  ): Promise<void> {
    const { resourceVersion = "" } = node.object.metadata;
    return this.#delete(node, { propagationPolicy, preconditions: { resourceVersion } }, signal);
  }

  async #delete(node: GraphNode, options: DeleteOptions, signal: AbortSignal): Promise<void> {
    const { namespace = "", name = "" } = node.object.metadata;
    const preconditions = { uid: node.uid, ...options.preconditions };
    await this.#context.client
      .metadata(node.resource)
      .delete(namespace, name, { ...options, preconditions, signal });
  }

  #rememberAbsent(key: string): void {
    this.#absentOwners.add(key);
    if (this.#absentOwners.size <= maxAbsentOwners) return;
    const oldest = this.#absentOwners.values().next().value;
    if (oldest !== undefined) this.#absentOwners.delete(oldest);
  }
}

/** A wrong reference to an owner must not make it absent for those that refer to it rightly. */
function absentKey(
  { group, kind, namespaced }: Resource,
  { uid, name, namespace }: { uid: string; name: string; namespace: string },
): string {
  return [group, kind, namespaced ? namespace : "", name, uid].join("/");
}

function stateOf(owner: KubernetesObject): OwnerState {
  return isDeletingDependents(owner) ? "deleting-dependents" : "present";
}

/** A uid alone is not enough: kind, name and namespace must be those of the owner as well. */
function isReferredTo(owner: GraphNode, reference: OwnerReference, namespace: string): boolean {
  const { kind, namespaced, group } = owner.resource;
  return (
    kind === reference.kind &&
    group === parseApiVersion(reference.apiVersion).group &&
    owner.object.metadata.name === reference.name &&
    (!namespaced || owner.object.metadata.namespace === namespace)
  );
}
