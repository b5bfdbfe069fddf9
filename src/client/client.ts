// The client: typed access to any resource, by name. Implemented in dynamic/ over a Transport.
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import type { TransportRequest, TransportResponse } from "./rest/transport.ts";

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: "Exact" | "NotOlderThan";
  signal?: AbortSignal;
}

export interface ObjectList<T> {
  items: T[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export interface WriteOptions {
  fieldManager?: string;
  dryRun?: boolean;
  signal?: AbortSignal;
}

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: "Background" | "Foreground" | "Orphan";
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
  signal?: AbortSignal;
}

export type PatchType = "json" | "merge" | "strategic" | "apply";

export interface PatchOptions extends WriteOptions {
  type: PatchType;
  /** "status", "scale" ... */
  subresource?: string;
  /** For apply. */
  force?: boolean;
}

export interface WatchOptions extends ListOptions {
  allowWatchBookmarks?: boolean;
  /** The watch begins with the present objects and a bookmark that ends them. */
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
  /** The reader changes no object, so that readers in one process may be given the same ones. */
  sharesObjects?: boolean;
}

export type WatchEvent<T> =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: T }
  | { type: "BOOKMARK"; object: T }
  | { type: "ERROR"; object: unknown };

/** Rejects with StatusError for an HTTP error, with another Error when no answer came. */
export interface ResourceClient<T extends KubernetesObject> {
  /** `namespace` is "" for kinds that have none. */
  get(namespace: string, name: string, signal?: AbortSignal): Promise<T>;
  list(options?: ListOptions): Promise<ObjectList<T>>;
  create(namespace: string, object: T, options?: WriteOptions): Promise<T>;
  update(object: T, options?: WriteOptions): Promise<T>;
  updateStatus(object: T, options?: WriteOptions): Promise<T>;
  patch(namespace: string, name: string, patch: unknown, options: PatchOptions): Promise<T>;
  delete(namespace: string, name: string, options?: DeleteOptions): Promise<void>;
  deleteCollection(options: ListOptions & DeleteOptions): Promise<void>;
  /** Ends when the server ends the watch; rejects when the connection breaks. */
  watch(options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** POST to a subresource: binding, eviction, token. */
  createSubresource<R>(
    namespace: string,
    name: string,
    subresource: string,
    body: unknown,
    options?: WriteOptions,
  ): Promise<R>;
}

export interface Client {
  resource<T extends KubernetesObject>(resource: Resource<T>): ResourceClient<T>;
  /** Answers hold only apiVersion, kind and metadata: PartialObjectMetadata. */
  metadata(resource: Resource): ResourceClient<KubernetesObject>;
  /** Any path; errors as StatusError; the body is JSON-decoded. */
  json<R>(request: Omit<TransportRequest, "body"> & { body?: unknown }): Promise<R>;
  /** Any path, nothing interpreted. */
  raw(request: TransportRequest): Promise<TransportResponse>;
}
