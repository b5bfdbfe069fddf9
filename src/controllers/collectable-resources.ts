// The resources whose objects can be listed and deleted, and the informers that show their
// metadata.
import { allResources, type Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import type { Informer, InformerFactory } from "#client";

/** Requests rather than objects: nothing of them is stored. */
const notStored: ReadonlySet<string> = new Set([
  "bindings",
  "componentstatuses",
  "localsubjectaccessreviews",
  "selfsubjectaccessreviews",
  "selfsubjectreviews",
  "selfsubjectrulesreviews",
  "subjectaccessreviews",
  "tokenreviews",
]);

/** Other controllers keep these whole anyway: a second copy of their metadata would cost more. */
const keptWhole: ReadonlySet<string> = new Set([
  "/endpoints",
  "/namespaces",
  "/nodes",
  "/pods",
  "/replicationcontrollers",
  "/serviceaccounts",
  "/services",
  "apps/deployments",
  "apps/replicasets",
  "discovery.k8s.io/endpointslices",
]);

/** One version of each resource; of two groups that serve the same objects, the first. */
export const collectableResources: readonly Resource[] = allResources.filter(
  (resource, index) =>
    !notStored.has(resource.resource) &&
    !(resource.group === "events.k8s.io" && resource.resource === "events") &&
    allResources.findIndex((other) => nameOf(other) === nameOf(resource)) === index,
);

export function isEvents(resource: Resource): boolean {
  return resource.resource === "events";
}

/** Shows at least the metadata of the resource's objects. */
export function metadataInformer(
  informers: InformerFactory,
  resource: Resource,
): Informer<KubernetesObject> {
  const typed = resource as Resource<KubernetesObject>;
  return keptWhole.has(nameOf(resource))
    ? informers.informer(typed)
    : informers.informer(typed, { metadataOnly: true });
}

function nameOf(resource: Resource): string {
  return `${resource.group}/${resource.resource}`;
}
