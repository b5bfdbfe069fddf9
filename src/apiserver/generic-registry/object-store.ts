// The storage of one resource, as strategies, subresources and admission use it: decoded objects,
// StatusErrors, optimistic concurrency. Implemented in apiserver/storage.
import type { UnstructuredObject } from "#apimachinery";

export interface ObjectStore {
  /** Rejects with NotFound. The object is shared: never change it. */
  get(namespace: string, name: string): Promise<UnstructuredObject>;
  list(namespace?: string): Promise<UnstructuredObject[]>;
  create(namespace: string, object: UnstructuredObject): Promise<UnstructuredObject>;
  /**
   * Reads, lets `change` return the new object (a copy) or undefined for "leave it", writes it, and
   * starts again when somebody else wrote in between. Rejects with what `change` throws.
   */
  guaranteedUpdate(
    namespace: string,
    name: string,
    change: (
      current: UnstructuredObject,
    ) => UnstructuredObject | undefined | Promise<UnstructuredObject | undefined>,
  ): Promise<UnstructuredObject>;
  delete(namespace: string, name: string): Promise<void>;
}
