// Empties a namespace that is being deleted and then lets it go: pods first, everything else after
// them. It is told of each object's end by informers; only the last look asks the server.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
import { namespaces, pods, type Resource } from "#api";
import type { Namespace, NamespaceCondition } from "#api/core/v1";
import { formatTime, isNotFound, type KubernetesObject, StatusError } from "#apimachinery";
import { type Informer, resourcePath } from "#client";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type ReconcileResult,
  type Runnable,
} from "#controller-runtime";
import { collectableResources, isEvents, metadataInformer } from "./collectable-resources.ts";
import { namespaceConditions, type Remaining } from "./namespace-conditions.ts";

const workers = 10;
const finalizer = "kubernetes";
/** When the server has objects that the cache has not: their events are on the way. */
const recheckMilliseconds = 1000;

export const namespaceController: Descriptor = {
  name: "namespace-controller",
  reads: "all",
  writes: "all",
  build: (context) => new NamespaceController(context),
};

interface Kind {
  resource: Resource;
  informer: Informer<KubernetesObject> | undefined;
}

class NamespaceController implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #namespaces: Informer<Namespace>;
  readonly #kinds: Kind[];
  /** Namespaces that were asked to be emptied of all kinds once. */
  readonly #swept = new Set<string>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      maxDelayMilliseconds: 60_000,
      reconcile: (name, signal) => this.#reconcile(name, signal),
    });
    this.#namespaces = context.informers.informer(namespaces);
    const enqueue = (namespace: Namespace): void => {
      if (!namespace.metadata.deletionTimestamp) return;
      this.#controller.enqueue(namespace.metadata.name ?? "");
    };
    this.#namespaces.addHandler({
      add: enqueue,
      update: enqueue,
      delete: (namespace) => this.#swept.delete(namespace.metadata.name ?? ""),
    });
    this.#kinds = collectableResources
      .filter((resource) => resource.namespaced)
      .map((resource) => ({ resource, informer: this.#informerOf(resource) }));
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  /** Events are many and nobody waits for them: they are only asked for at the end. */
  #informerOf(resource: Resource): Informer<KubernetesObject> | undefined {
    if (isEvents(resource)) return undefined;
    const informer = metadataInformer(this.#context.informers, resource);
    const gone = (object: KubernetesObject): void => {
      const { namespace = "" } = object.metadata;
      if (this.#swept.has(namespace)) this.#controller.enqueue(namespace);
    };
    informer.addHandler({ add: gone, delete: gone });
    return informer;
  }

  async #reconcile(name: string, signal: AbortSignal): Promise<ReconcileResult> {
    const namespace = this.#namespaces.lister.get("", name);
    if (!namespace?.metadata.deletionTimestamp) return "done";
    const { finalizers = [] } = namespace.spec ?? {};
    if (!finalizers.includes(finalizer)) return "done";
    const isFirst = !this.#swept.has(name);
    this.#swept.add(name);
    const failures = await this.#sweepInOrder(name, { isFirst, signal });
    let remaining = this.#cached(name);
    let recheck: number | undefined;
    if (failures.length === 0 && remaining.length === 0) {
      // The cache may lack what was made at the last moment.
      remaining = await this.#listed(name, signal);
      if (remaining.length === 0) {
        await this.#finalize(name, signal);
        return "done";
      }
      failures.push(...(await this.#sweep(name, this.#kinds, signal)));
      recheck = recheckMilliseconds;
    }
    await this.#writeConditions(namespace, { remaining, failures }, signal);
    if (failures.length > 0) throw failures[0];
    return recheck === undefined ? "done" : { afterMilliseconds: recheck };
  }

  /** Pods alone while there are any: they may need the rest until their end. */
  async #sweepInOrder(
    name: string,
    options: { isFirst: boolean; signal: AbortSignal },
  ): Promise<unknown[]> {
    const { isFirst, signal } = options;
    const ofPods = this.#kinds.filter((kind) => kind.resource.resource === pods.resource);
    const isToGo = (kind: Kind): boolean =>
      isFirst || this.#objectsOf(kind, name).some((object) => !object.metadata.deletionTimestamp);
    const failures = await this.#sweep(name, ofPods.filter(isToGo), signal);
    const hasPods = ofPods.some((kind) => this.#objectsOf(kind, name).length > 0);
    if (failures.length > 0 || hasPods) return failures;
    const others = this.#kinds.filter((kind) => !ofPods.includes(kind));
    return await this.#sweep(name, others.filter(isToGo), signal);
  }

  async #sweep(name: string, kinds: readonly Kind[], signal: AbortSignal): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const { resource } of kinds) {
      try {
        await this.#context.client
          .metadata(resource)
          .deleteCollection({ namespace: name, propagationPolicy: "Background", signal });
      } catch (error) {
        if (!isNotServed(error)) failures.push(error);
      }
    }
    return failures;
  }

  #objectsOf(kind: Kind, namespace: string): readonly KubernetesObject[] {
    return kind.informer?.lister.list(namespace) ?? [];
  }

  #cached(name: string): Remaining[] {
    return this.#kinds
      .map((kind) => ({ resource: kind.resource, objects: this.#objectsOf(kind, name) }))
      .filter(({ objects }) => objects.length > 0);
  }

  async #listed(name: string, signal: AbortSignal): Promise<Remaining[]> {
    const remaining: Remaining[] = [];
    for (const { resource } of this.#kinds) {
      try {
        const client = this.#context.client.metadata(resource);
        const { items } = await client.list({ namespace: name, signal });
        if (items.length > 0) remaining.push({ resource, objects: items });
      } catch (error) {
        if (!isNotServed(error)) throw error;
      }
    }
    return remaining;
  }

  async #finalize(name: string, signal: AbortSignal): Promise<void> {
    try {
      const client = this.#context.client.resource(namespaces);
      const fresh = await client.get("", name, signal);
      const finalizers = (fresh.spec?.finalizers ?? []).filter((other) => other !== finalizer);
      await this.#context.client.json({
        method: "PUT",
        path: resourcePath(namespaces as Resource, { name, subresource: "finalize" }),
        headers: {},
        body: { ...fresh, spec: { ...fresh.spec, finalizers } },
        signal,
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  async #writeConditions(
    namespace: Namespace,
    state: { remaining: readonly Remaining[]; failures: readonly unknown[] },
    signal: AbortSignal,
  ): Promise<void> {
    const now = formatTime(this.#context.clock.now());
    const wanted = namespaceConditions(state.remaining, state.failures);
    const present = namespace.status?.conditions ?? [];
    const isSame = wanted.every((condition) =>
      present.some(
        ({ type, status, reason, message }) =>
          type === condition.type &&
          status === condition.status &&
          reason === condition.reason &&
          message === condition.message,
      ),
    );
    if (isSame) return;
    const conditions: NamespaceCondition[] = wanted.map((condition) => {
      const old = present.find((other) => other.type === condition.type);
      const lastTransitionTime =
        old?.status === condition.status ? (old.lastTransitionTime ?? now) : now;
      return { ...condition, lastTransitionTime };
    });
    const status = { ...namespace.status, phase: "Terminating" as const, conditions };
    await this.#context.client
      .resource(namespaces)
      .updateStatus({ ...namespace, status }, { signal });
  }
}

/** The server has no such kind, or does not delete collections of it. */
function isNotServed(error: unknown): boolean {
  return error instanceof StatusError && (error.code === 404 || error.code === 405);
}
