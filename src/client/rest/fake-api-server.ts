// A small API server in memory for the tests of clients and controllers: versions, watches,
// streaming lists, selectors, finalizers, graceful deletion of pods, merge and JSON patches. No
// validation, no defaults, no access control; what it does, it does as the real one.
import { Buffer } from "node:buffer";
import { allResources, type Resource } from "#api";
import {
  apiVersionOf,
  badRequest,
  type KubernetesObject,
  methodNotSupported,
  StatusError,
  type UnstructuredObject,
} from "#apimachinery";
import { type Clock, systemClock } from "#base";
import { type DeleteBody, FakeObjectStore } from "./fake-object-store.ts";
import { matchesSelectors } from "./fake-selectors.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

interface Target {
  resource: Resource;
  namespace: string;
  name: string;
  subresource: string;
  query: URLSearchParams;
}

/** Sees every request before it is served; what it throws is the answer. */
export type FakeReactor = (request: TransportRequest) => void | Promise<void>;

export class FakeApiServer implements Transport {
  readonly store: FakeObjectStore;
  /** Set it to inject faults. */
  reactor: FakeReactor | undefined;
  /** False: watches with sendInitialEvents are refused, as by older servers. */
  hasStreamingList = true;
  readonly #resources = new Map<string, Resource>();

  constructor(options: { clock?: Clock; resources?: readonly Resource[] } = {}) {
    this.store = new FakeObjectStore(options.clock ?? systemClock);
    for (const resource of [...allResources, ...(options.resources ?? [])]) {
      this.#resources.set(
        `${apiVersionOf(resource.group, resource.version)}/${resource.resource}`,
        resource,
      );
    }
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    try {
      request.signal?.throwIfAborted();
      await this.reactor?.(request);
      const target = this.#parse(request.path);
      if (target.query.get("watch") === "true") return this.#watch(target, request);
      const body = request.body ? JSON.parse(Buffer.from(request.body).toString("utf8")) : {};
      return answer(
        request.method === "POST" ? 201 : 200,
        this.#serve(target, request, body as UnstructuredObject),
      );
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return answer(error.code, error.status);
    }
  }

  /** Ends all watches, as a restart of the server would. */
  endWatches(): void {
    this.store.endWatches();
  }

  close(): Promise<void> {
    this.store.endWatches();
    return Promise.resolve();
  }

  #parse(path: string): Target {
    const url = new URL(path, "http://fake");
    const parts = url.pathname
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
    const version = parts.shift() === "api" ? parts.shift() : `${parts.shift()}/${parts.shift()}`;
    let namespace = "";
    if (parts[0] === "namespaces" && parts.length > 2 && !isNamespaceSubresource(parts)) {
      namespace = parts[1] ?? "";
      parts.splice(0, 2);
    }
    const resource = this.#resources.get(`${version}/${parts[0]}`);
    if (!resource) throw new StatusError({ code: 404, reason: "NotFound", message: path });
    return {
      resource,
      namespace,
      name: parts[1] ?? "",
      subresource: parts[2] ?? "",
      query: url.searchParams,
    };
  }

  #serve(target: Target, request: TransportRequest, body: UnstructuredObject): unknown {
    const { resource, namespace, name, subresource } = target;
    switch (request.method) {
      case "GET":
        return name ? this.store.get(resource, namespace, name) : this.#list(target);
      case "POST":
        if (subresource === "binding") return this.#bind(target, body);
        if (subresource === "eviction") {
          return this.store.delete(resource, namespace, name, {});
        }
        if (name) throw methodNotSupported(resource, "create");
        return this.store.create(resource, namespace, body);
      case "PUT":
        if (subresource === "finalize") return this.store.finalizeNamespace(name, body);
        return this.store.update(resource, body, subresource);
      case "PATCH":
        return this.store.patch(resource, {
          namespace,
          name,
          subresource,
          patch: body,
          contentType: request.headers["content-type"] ?? "",
        });
      case "DELETE":
        if (name) return this.store.delete(resource, namespace, name, body as DeleteBody);
        for (const object of this.#select(target)) {
          const { metadata } = object;
          this.store.delete(
            resource,
            metadata.namespace ?? "",
            metadata.name ?? "",
            body as DeleteBody,
          );
        }
        return { kind: "Status", apiVersion: "v1", status: "Success" };
    }
  }

  #select(target: Target): UnstructuredObject[] {
    return this.store
      .list(target.resource, target.namespace)
      .filter((object) => matchesSelectors(object, target.query));
  }

  #list(target: Target): unknown {
    return {
      kind: `${target.resource.kind}List`,
      apiVersion: apiVersionOf(target.resource.group, target.resource.version),
      metadata: { resourceVersion: String(this.store.revision) },
      items: this.#select(target),
    };
  }

  #bind(target: Target, body: UnstructuredObject): unknown {
    const { resource, namespace, name } = target;
    const pod = structuredClone(this.store.get(resource, namespace, name));
    const spec = pod["spec"] as Record<string, unknown>;
    spec["nodeName"] = (body["target"] as { name: string }).name;
    return this.store.update(resource, pod, "");
  }

  #watch(target: Target, request: TransportRequest): TransportResponse {
    const { query, resource, namespace } = target;
    const sendsInitial = query.get("sendInitialEvents") === "true";
    if (sendsInitial && !this.hasStreamingList) {
      throw badRequest("sendInitialEvents is forbidden for watch");
    }
    const version = query.get("resourceVersion") ?? "";
    const isFromNow = sendsInitial || version === "" || version === "0";
    const from = isFromNow ? this.store.revision : Number(version);
    const initial = sendsInitial ? this.#select(target) : [];
    const events = this.store.watch(resource, from, request.signal);
    const end = String(this.store.revision);
    async function* body(): AsyncGenerator<Uint8Array> {
      for (const object of initial) yield line("ADDED", object);
      if (sendsInitial) {
        const annotations = { "k8s.io/initial-events-end": "true" };
        yield line("BOOKMARK", { metadata: { resourceVersion: end, annotations } });
      }
      for await (const event of events) {
        if (event.type === "ERROR") {
          yield line("ERROR", event.object);
          return;
        }
        if (namespace && event.object.metadata.namespace !== namespace) continue;
        const matches = matchesSelectors(event.object, query);
        const matched = event.old ? matchesSelectors(event.old, query) : false;
        if (event.type === "DELETED" || (matched && !matches)) {
          if (matched) yield line("DELETED", event.object);
        } else if (matches) yield line(matched ? "MODIFIED" : "ADDED", event.object);
      }
    }
    return { status: 200, headers: { "content-type": "application/json" }, body: body() };
  }
}

function isNamespaceSubresource(parts: readonly string[]): boolean {
  return parts.length === 3 && (parts[2] === "status" || parts[2] === "finalize");
}

function line(type: string, object: KubernetesObject | unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify({ type, object })}\n`);
}

function answer(status: number, value: unknown): TransportResponse {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(value));
  }
  return { status, headers: { "content-type": "application/json" }, body: body() };
}
