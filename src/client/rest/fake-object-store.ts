// The objects of the fake API server, with one revision for all and the history that watches need.
import type { Resource } from "#api";
import {
  alreadyExists,
  apiVersionOf,
  conflict,
  formatTime,
  notFound,
  resourceExpired,
  type Status,
  staleVersion,
  type UnstructuredObject,
} from "#apimachinery";
import { type Clock, deepEqual } from "#base";
import { applyPatch, type FakePatch } from "./fake-patch.ts";

export type FakeEvent =
  | { type: "PUT" | "DELETED"; object: UnstructuredObject; old?: UnstructuredObject }
  | { type: "ERROR"; object: Status };

interface Logged {
  resource: string;
  revision: number;
  event: FakeEvent;
}

export interface DeleteBody {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  preconditions?: { uid?: string; resourceVersion?: string };
}

const storageKey = (resource: Resource): string => `${resource.group}/${resource.resource}`;

export class FakeObjectStore {
  readonly #clock: Clock;
  readonly #objects = new Map<string, Map<string, UnstructuredObject>>();
  readonly #history: Logged[] = [];
  readonly #held = new Set<string>();
  readonly #watchers = new Set<{ wake(): void; end(): void }>();
  #revision = 0;
  #compacted = 0;
  #names = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get revision(): number {
    return this.#revision;
  }

  get(resource: Resource, namespace: string, name: string): UnstructuredObject {
    const object = this.#of(resource).get(`${namespace}/${name}`);
    if (!object) throw notFound(resource, name);
    return object;
  }

  list(resource: Resource, namespace: string): UnstructuredObject[] {
    const all = [...this.#of(resource).values()];
    return namespace ? all.filter((object) => object.metadata.namespace === namespace) : all;
  }

  create(resource: Resource, namespace: string, body: UnstructuredObject): UnstructuredObject {
    const object = structuredClone(body);
    const { metadata } = object;
    if (resource.namespaced) metadata.namespace = namespace;
    metadata.name ??= `${metadata.generateName ?? ""}${(++this.#names).toString(36).padStart(5, "0")}`;
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    if (this.#of(resource).has(key)) throw alreadyExists(resource, metadata.name);
    metadata.uid = `uid-${this.#revision + 1}`;
    metadata.creationTimestamp = this.#now();
    metadata.generation = 1;
    delete metadata.deletionTimestamp;
    object.apiVersion = apiVersionOf(resource.group, resource.version);
    object.kind = resource.kind;
    if (resource.resource === "namespaces") {
      object["spec"] = { finalizers: ["kubernetes"] };
      object["status"] = { phase: "Active" };
    }
    return this.#put(resource, object);
  }

  update(resource: Resource, body: UnstructuredObject, subresource: string): UnstructuredObject {
    const { namespace = "", name = "", resourceVersion, uid } = body.metadata;
    const old = this.get(resource, namespace, name);
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
      throw staleVersion(resource, name);
    }
    if (uid && uid !== old.metadata.uid) {
      throw conflict(resource, name, `Precondition failed: UID in precondition: ${uid}`);
    }
    const object = structuredClone(subresource === "status" ? old : body);
    if (subresource === "status") object["status"] = structuredClone(body["status"]);
    else if (hasStatusSubresource(resource) && old["status"]) object["status"] = old["status"];
    const { metadata } = object;
    metadata.uid = old.metadata.uid ?? "";
    metadata.creationTimestamp = old.metadata.creationTimestamp ?? "";
    metadata.generation = old.metadata.generation ?? 1;
    if (old.metadata.deletionTimestamp) {
      metadata.deletionTimestamp = old.metadata.deletionTimestamp;
    }
    if (!deepEqual(object["spec"], old["spec"])) metadata.generation += 1;
    metadata.resourceVersion = old.metadata.resourceVersion ?? "";
    if (deepEqual(object, old)) return old;
    if (metadata.deletionTimestamp && isFree(object)) return this.#remove(resource, object);
    return this.#put(resource, object);
  }

  patch(
    resource: Resource,
    patch: FakePatch & { namespace: string; name: string; subresource: string },
  ): UnstructuredObject {
    const old = this.get(resource, patch.namespace, patch.name);
    const { uid } = old.metadata;
    const object = applyPatch(old, patch);
    if (object.metadata.uid !== uid) {
      throw conflict(resource, patch.name, "Precondition failed: UID in precondition");
    }
    return this.update(resource, object, patch.subresource);
  }

  delete(
    resource: Resource,
    namespace: string,
    name: string,
    options: DeleteBody,
  ): UnstructuredObject {
    const object = structuredClone(this.get(resource, namespace, name));
    const { metadata } = object;
    const { preconditions = {}, propagationPolicy } = options;
    if (preconditions.uid && preconditions.uid !== metadata.uid) {
      throw conflict(resource, name, `Precondition failed: UID in precondition`);
    }
    if (
      preconditions.resourceVersion &&
      preconditions.resourceVersion !== metadata.resourceVersion
    ) {
      throw conflict(resource, name, `Precondition failed: resourceVersion in precondition`);
    }
    const finalizers = new Set(metadata.finalizers ?? []);
    finalizers.delete("foregroundDeletion");
    finalizers.delete("orphan");
    if (propagationPolicy === "Foreground") finalizers.add("foregroundDeletion");
    if (propagationPolicy === "Orphan") finalizers.add("orphan");
    metadata.finalizers = [...finalizers];
    if (metadata.finalizers.length === 0) delete metadata.finalizers;
    const grace = gracePeriodSeconds(resource, object, options);
    if (grace === 0 && isFree(object)) return this.#remove(resource, object);
    if (metadata.deletionTimestamp && metadata.deletionGracePeriodSeconds === grace) {
      return this.update(resource, object, "");
    }
    metadata.deletionTimestamp = this.#now(grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
    if (resource.resource === "namespaces") object["status"] = { phase: "Terminating" };
    return this.#put(resource, object);
  }

  finalizeNamespace(name: string, body: UnstructuredObject): UnstructuredObject {
    const resource = { group: "", resource: "namespaces" } as Resource;
    const object = structuredClone(this.get(resource, "", name));
    object["spec"] = structuredClone(body["spec"]);
    if (object.metadata.deletionTimestamp && isFree(object)) return this.#remove(resource, object);
    return this.#put(resource, object);
  }

  /** History before now is forgotten: watches from older revisions are told 410. */
  compact(): void {
    this.#compacted = this.#revision;
    this.#history.length = 0;
  }

  /** Watches of the resource stand still until the function is called: caches fall behind. */
  hold(resource: Resource): () => void {
    const key = storageKey(resource);
    this.#held.add(key);
    return () => {
      this.#held.delete(key);
      for (const watcher of [...this.#watchers]) watcher.wake();
    };
  }

  endWatches(): void {
    for (const watcher of [...this.#watchers]) watcher.end();
  }

  async *watch(
    resource: Resource,
    fromRevision: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<FakeEvent> {
    if (fromRevision < this.#compacted) {
      const { status } = resourceExpired(`too old resource version: ${fromRevision}`);
      yield { type: "ERROR", object: status };
      return;
    }
    const key = storageKey(resource);
    let revision = fromRevision;
    let hasEnded = false;
    while (!hasEnded) {
      signal?.throwIfAborted();
      if (!this.#held.has(key)) {
        const news = this.#history.filter((entry) => entry.revision > revision);
        for (const entry of news) if (entry.resource === key) yield entry.event;
        revision = news.at(-1)?.revision ?? revision;
        if (this.#revision > revision && revision >= this.#compacted) continue;
      }
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          this.#watchers.delete(watcher);
          signal?.removeEventListener("abort", finish);
          resolve();
        };
        const watcher = {
          wake: finish,
          end: () => {
            hasEnded = true;
            finish();
          },
        };
        this.#watchers.add(watcher);
        signal?.addEventListener("abort", finish, { once: true });
      });
    }
  }

  #of(resource: Resource): Map<string, UnstructuredObject> {
    const key = storageKey(resource);
    let objects = this.#objects.get(key);
    if (!objects) {
      objects = new Map();
      this.#objects.set(key, objects);
    }
    return objects;
  }

  #put(resource: Resource, object: UnstructuredObject): UnstructuredObject {
    const { metadata } = object;
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    const old = this.#of(resource).get(key);
    metadata.resourceVersion = String(++this.#revision);
    this.#of(resource).set(key, object);
    this.#log(resource, { type: "PUT", object, ...(old ? { old } : {}) });
    return object;
  }

  #remove(resource: Resource, object: UnstructuredObject): UnstructuredObject {
    const { metadata } = object;
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    const old = this.#of(resource).get(key);
    this.#of(resource).delete(key);
    metadata.resourceVersion = String(++this.#revision);
    this.#log(resource, { type: "DELETED", object, ...(old ? { old } : {}) });
    return object;
  }

  #log(resource: Resource, event: FakeEvent): void {
    this.#history.push({ resource: storageKey(resource), revision: this.#revision, event });
    for (const watcher of [...this.#watchers]) watcher.wake();
  }

  #now(offsetMilliseconds = 0): string {
    return formatTime(this.#clock.now() + offsetMilliseconds);
  }
}

function hasStatusSubresource(resource: Resource): boolean {
  return !["endpoints", "events", "endpointslices"].includes(resource.resource);
}

function isFree(object: UnstructuredObject): boolean {
  const spec = object["spec"] as { finalizers?: string[] } | undefined;
  const ofNamespace = object.kind === "Namespace" ? (spec?.finalizers ?? []) : [];
  return (object.metadata.finalizers ?? []).length + ofNamespace.length === 0;
}

/** Pods on a node wait for their kubelet. */
function gracePeriodSeconds(
  resource: Resource,
  object: UnstructuredObject,
  options: DeleteBody,
): number {
  if (resource.resource !== "pods") return 0;
  const spec = object["spec"] as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const phase = (object["status"] as { phase?: string } | undefined)?.phase;
  if (!spec?.nodeName || phase === "Succeeded" || phase === "Failed") return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}
