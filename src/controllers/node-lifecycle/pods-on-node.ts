// The pods of a node, by an index that several controllers share.
import type { Pod } from "#api/core/v1";
import type { Informer, Lister } from "#client";

const indexName = "node";

export function addNodeIndex(informer: Informer<Pod>): void {
  informer.addIndex(indexName, (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
}

export function podsOnNode(lister: Lister<Pod>, nodeName: string): readonly Pod[] {
  return lister.byIndex(indexName, nodeName);
}
