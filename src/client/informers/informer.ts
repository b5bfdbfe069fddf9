// A local, always current copy of a resource, and callbacks on change. Objects are shared by all
// who read them: never change one, copy it first (they are frozen in tests).
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";

export interface Lister<T> {
  get(namespace: string, name: string): T | undefined;
  /** All, or those of a namespace. */
  list(namespace?: string): readonly T[];
  /** Objects for which the named index function gave this value. */
  byIndex(index: string, value: string): readonly T[];
}

/**
 * Callbacks run in order, never at once, and only enqueue. `delete` also comes for deletions missed
 * while disconnected. `old`, and what `delete` gets, are the very objects that were given before.
 */
export interface InformerHandler<T> {
  add?(object: T, isInInitialList: boolean): void;
  update?(object: T, old: T): void;
  delete?(object: T): void;
}

export interface Informer<T> {
  readonly lister: Lister<T>;
  readonly hasSynced: boolean;
  /** The version up to which all handlers have been told everything. */
  readonly resourceVersion: string | undefined;
  /** Resolves when the initial list is in and all handlers have seen it. */
  synced(signal?: AbortSignal): Promise<void>;
  /** Handlers added late are told of everything that is there. Gives a function that removes it. */
  addHandler(handler: InformerHandler<T>): () => void;
  /** Must be added before the informer starts. */
  addIndex(name: string, values: (object: T) => readonly string[]): void;
}

export interface InformerOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Keep only apiVersion, kind and metadata of each object. */
  metadataOnly?: boolean;
}

export interface InformerFactory {
  /** The same informer for the same resource and options. */
  informer<T extends KubernetesObject>(
    resource: Resource<T>,
    options?: InformerOptions,
  ): Informer<T>;
  /** Starts informers that were asked for since the last call. */
  start(): void;
  /** Resolves when all started informers have synced. */
  synced(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}
