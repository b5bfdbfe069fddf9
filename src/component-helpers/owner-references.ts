// Who owns an object, and the reference that says so.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
import {
  apiVersionOf,
  type GroupVersionKind,
  type KubernetesObject,
  type OwnerReference,
} from "#apimachinery";

/** The owner that manages this object; undefined: nobody does. */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** The reference to `owner` as the managing controller; its removal waits for the dependent in foreground deletes. */
export function newControllerRef(owner: KubernetesObject, kind: GroupVersionKind): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind.group, kind.version),
    kind: kind.kind,
    name: owner.metadata.name ?? "",
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isBeingDeleted(object: KubernetesObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}
