// A definition with everything the verb handlers need to serve it, put together once at start.
import { apiVersionOf, type QualifiedResource, type Struct } from "#apimachinery";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { ResourceDefinition } from "../generic-registry/resource-definition.ts";
import type { ResourceStorage } from "../storage/resource-storage.ts";

export interface ServedResource {
  readonly definition: ResourceDefinition;
  readonly apiVersion: string;
  readonly qualified: QualifiedResource;
  /** Absent for kinds that the built-in schema does not know. */
  readonly struct: Struct | undefined;
  readonly verbs: ReadonlySet<string>;
  /** Absent for kinds that are answered, not stored. */
  readonly storage: ResourceStorage | undefined;
  readonly store: ObjectStore;
}

export const allVerbs: readonly string[] = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];

/** The verbs that discovery shows; a kind that is only answered can only be created. */
export function verbsOf(definition: ResourceDefinition): readonly string[] {
  return definition.verbs ?? (definition.createReview ? ["create"] : allVerbs);
}

export function describeResource(definition: ResourceDefinition): {
  apiVersion: string;
  qualified: QualifiedResource;
} {
  return {
    apiVersion: apiVersionOf(definition.group, definition.version),
    qualified: { group: definition.group, resource: definition.resource },
  };
}
