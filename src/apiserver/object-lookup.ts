// How authenticators, authorizers and admission plugins read stored objects: straight from the
// storage layer, never through a request of their own.
import type { UnstructuredObject } from "#apimachinery";

/** Undefined when there is no such object. The object is shared: never change it. */
export type ObjectLookup = (
  group: string,
  resource: string,
  namespace: string,
  name: string,
) => Promise<UnstructuredObject | undefined>;

/** All objects of a resource, of one namespace or of all. */
export type ObjectLister = (
  group: string,
  resource: string,
  namespace?: string,
) => Promise<UnstructuredObject[]>;
