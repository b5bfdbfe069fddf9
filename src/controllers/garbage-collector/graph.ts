// Who owns whom: objects by uid, and dependents by the uid of their owner, which need not exist.
import type { Resource } from "#api";
import type { KubernetesObject, OwnerReference } from "#apimachinery";

export interface GraphNode {
  uid: string;
  resource: Resource;
  /** As the cache shows it; only metadata is read. */
  object: KubernetesObject;
}

const none: ReadonlySet<GraphNode> = new Set();

export class Graph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #dependents = new Map<string, Set<GraphNode>>();

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  dependentsOf(uid: string): ReadonlySet<GraphNode> {
    return this.#dependents.get(uid) ?? none;
  }

  set(resource: Resource, object: KubernetesObject): GraphNode {
    const { uid = "" } = object.metadata;
    const node = this.#nodes.get(uid) ?? { uid, resource, object };
    for (const reference of ownersOf(node.object)) this.#unlink(node, reference.uid);
    node.object = object;
    this.#nodes.set(uid, node);
    for (const reference of ownersOf(object)) {
      const dependents = this.#dependents.get(reference.uid);
      if (dependents) dependents.add(node);
      else this.#dependents.set(reference.uid, new Set([node]));
    }
    return node;
  }

  remove(uid: string): void {
    const node = this.#nodes.get(uid);
    if (!node) return;
    this.#nodes.delete(uid);
    for (const reference of ownersOf(node.object)) this.#unlink(node, reference.uid);
  }

  #unlink(node: GraphNode, ownerUid: string): void {
    const dependents = this.#dependents.get(ownerUid);
    dependents?.delete(node);
    if (dependents?.size === 0) this.#dependents.delete(ownerUid);
  }
}

export function ownersOf(object: KubernetesObject): readonly OwnerReference[] {
  return object.metadata.ownerReferences ?? [];
}

export function isBeingDeleted(object: KubernetesObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Its deletion waits until its dependents are gone. */
export function isDeletingDependents(object: KubernetesObject): boolean {
  return isBeingDeleted(object) && hasFinalizer(object, "foregroundDeletion");
}

/** Its deletion waits until its dependents have no owner any more. */
export function isOrphaningDependents(object: KubernetesObject): boolean {
  return isBeingDeleted(object) && hasFinalizer(object, "orphan");
}

export function hasFinalizer(object: KubernetesObject, name: string): boolean {
  return object.metadata.finalizers?.includes(name) ?? false;
}

/** Whether the dependent holds up the foreground deletion of the owner. */
export function blocks(dependent: KubernetesObject, ownerUid: string): boolean {
  return ownersOf(dependent).some(
    (reference) => reference.uid === ownerUid && reference.blockOwnerDeletion === true,
  );
}
