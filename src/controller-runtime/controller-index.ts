// An informer's index by controlling owner, so that an owner finds its own and the orphans of its
// namespace without looking at all others.
import type { KubernetesObject } from "#apimachinery";
import type { Informer, Lister } from "#client";

const indexName = "controller";

/** Several controllers may share an informer: the index is added once. */
export function addControllerIndex<T extends KubernetesObject>(informer: Informer<T>): void {
  informer.addIndex(indexName, (object) => {
    const { ownerReferences, namespace = "" } = object.metadata;
    const controller = ownerReferences?.find((reference) => reference.controller);
    return [controller ? controller.uid : `orphans of ${namespace}`];
  });
}

/** What the owner controls. */
export function controlledBy<T>(lister: Lister<T>, owner: KubernetesObject): readonly T[] {
  return lister.byIndex(indexName, owner.metadata.uid ?? "");
}

/** What nobody controls in the namespace. */
export function orphansOf<T>(lister: Lister<T>, namespace: string): readonly T[] {
  return lister.byIndex(indexName, `orphans of ${namespace}`);
}
