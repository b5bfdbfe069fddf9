// The verbs of one resource.
import type { Resource } from "#api";
import { apiVersionOf, type KubernetesObject } from "#apimachinery";
import { assert } from "#base";
import type {
  Client,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchOptions,
  PatchType,
  ResourceClient,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "../client.ts";
import type { TransportRequest, TransportResponse } from "../rest/transport.ts";
import { readLines, readSharedValues } from "./body.ts";
import { type ResourceTarget, resourcePath } from "./resource-path.ts";

const patchContentTypes: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const metadataAccept = {
  object: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  list: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
};

interface ListBody<T> {
  metadata?: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items?: T[] | null;
}

/** What the verbs need of the client. */
export interface Requester {
  json: Client["json"];
  /** Resolves with a 2xx response whose body is not read yet. */
  open(request: TransportRequest): Promise<TransportResponse>;
}

export class DynamicResourceClient<T extends KubernetesObject> implements ResourceClient<T> {
  readonly #client: Requester;
  readonly #resource: Resource<T>;
  readonly #metadataOnly: boolean;
  readonly #apiVersion: string;

  constructor(client: Requester, resource: Resource<T>, metadataOnly: boolean) {
    this.#client = client;
    this.#resource = resource;
    this.#metadataOnly = metadataOnly;
    this.#apiVersion = apiVersionOf(resource.group, resource.version);
  }

  get(namespace: string, name: string, signal?: AbortSignal): Promise<T> {
    return this.#send("GET", { namespace, name }, { ...(signal ? { signal } : {}) });
  }

  async list(options: ListOptions = {}): Promise<ObjectList<T>> {
    const body = await this.#client.json<ListBody<T>>({
      method: "GET",
      path: this.#path({
        ...(options.namespace ? { namespace: options.namespace } : {}),
        query: listQuery(options),
      }),
      headers: this.#metadataOnly ? { accept: metadataAccept.list } : {},
      ...signalOf(options),
    });
    const metadata = body.metadata ?? {};
    return {
      items: (body.items ?? []).map((item) => this.#complete(item)),
      resourceVersion: metadata.resourceVersion ?? "",
      ...(metadata.continue ? { continue: metadata.continue } : {}),
      ...(metadata.remainingItemCount !== undefined
        ? { remainingItemCount: metadata.remainingItemCount }
        : {}),
    };
  }

  create(namespace: string, object: T, options: WriteOptions = {}): Promise<T> {
    return this.#send(
      "POST",
      { namespace, query: writeQuery(options) },
      { body: this.#complete(object), ...signalOf(options) },
    );
  }

  update(object: T, options: WriteOptions = {}): Promise<T> {
    return this.#put(object, undefined, options);
  }

  updateStatus(object: T, options: WriteOptions = {}): Promise<T> {
    return this.#put(object, "status", options);
  }

  patch(namespace: string, name: string, patch: unknown, options: PatchOptions): Promise<T> {
    const query = { ...writeQuery(options), force: options.force };
    const { subresource } = options;
    return this.#send(
      "PATCH",
      { namespace, name, query, ...(subresource ? { subresource } : {}) },
      {
        body: patch,
        headers: { "content-type": patchContentTypes[options.type] },
        ...signalOf(options),
      },
    );
  }

  async delete(namespace: string, name: string, options: DeleteOptions = {}): Promise<void> {
    await this.#client.json({
      method: "DELETE",
      path: this.#path({ namespace, name }),
      headers: {},
      body: deleteBody(options),
      ...signalOf(options),
    });
  }

  async deleteCollection(options: ListOptions & DeleteOptions): Promise<void> {
    await this.#client.json({
      method: "DELETE",
      path: this.#path({
        ...(options.namespace ? { namespace: options.namespace } : {}),
        query: listQuery(options),
      }),
      headers: {},
      body: deleteBody(options),
      ...signalOf(options),
    });
  }

  async *watch(options: WatchOptions): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const response = await this.#client.open({
      method: "GET",
      path: this.#path({
        ...(options.namespace ? { namespace: options.namespace } : {}),
        query: {
          ...listQuery(options),
          watch: true,
          allowWatchBookmarks: options.allowWatchBookmarks,
          sendInitialEvents: options.sendInitialEvents,
          timeoutSeconds: options.timeoutSeconds,
        },
      }),
      headers: { accept: this.#metadataOnly ? metadataAccept.object : "application/json" },
      ...signalOf(options),
    });
    if (options.sharesObjects && response.sharesChunks) {
      for await (const value of readSharedValues(response.body)) yield this.#event(value);
      return;
    }
    for await (const line of readLines(response.body)) yield this.#event(JSON.parse(line));
  }

  createSubresource<R>(
    namespace: string,
    name: string,
    subresource: string,
    body: unknown,
    options: WriteOptions = {},
  ): Promise<R> {
    return this.#client.json<R>({
      method: "POST",
      path: this.#path({ namespace, name, subresource, query: writeQuery(options) }),
      headers: {},
      body,
      ...signalOf(options),
    });
  }

  #put(object: T, subresource: string | undefined, options: WriteOptions): Promise<T> {
    const { namespace = "", name } = object.metadata;
    assert(name, "An update needs metadata.name");
    return this.#send(
      "PUT",
      { namespace, name, query: writeQuery(options), ...(subresource ? { subresource } : {}) },
      { body: this.#complete(object), ...signalOf(options) },
    );
  }

  async #send(
    method: "GET" | "POST" | "PUT" | "PATCH",
    target: ResourceTarget,
    request: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<T> {
    const { headers = {}, ...rest } = request;
    const object = await this.#client.json<T>({
      method,
      path: this.#path(target),
      headers: this.#metadataOnly ? { accept: metadataAccept.object, ...headers } : headers,
      ...rest,
    });
    return this.#complete(object);
  }

  #path(target: ResourceTarget): string {
    return resourcePath(this.#resource as Resource, target);
  }

  #event(value: unknown): WatchEvent<T> {
    const event = value as WatchEvent<T>;
    return event.type === "ERROR" ? event : { ...event, object: this.#complete(event.object) };
  }

  /** Items of lists come without apiVersion and kind; readers want them. */
  #complete(object: T): T {
    if (this.#metadataOnly) {
      const { metadata } = object;
      return { apiVersion: this.#apiVersion, kind: this.#resource.kind, metadata } as T;
    }
    if (object.kind !== undefined && object.apiVersion !== undefined) return object;
    return { apiVersion: this.#apiVersion, kind: this.#resource.kind, ...object };
  }
}

function signalOf(options: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}

function writeQuery(options: WriteOptions): Record<string, string | undefined> {
  return {
    fieldManager: options.fieldManager,
    dryRun: options.dryRun ? "All" : undefined,
  };
}

function listQuery(options: ListOptions): Record<string, string | number | undefined> {
  return {
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    continue: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
  };
}

function deleteBody(options: DeleteOptions): Record<string, unknown> {
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = options;
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(gracePeriodSeconds !== undefined ? { gracePeriodSeconds } : {}),
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(preconditions ? { preconditions } : {}),
    ...(dryRun ? { dryRun: ["All"] } : {}),
  };
}
