// Keeps as many pods of a template as asked for: for ReplicaSets and ReplicationControllers.
// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
import { pods, type Resource } from "#api";
import type { Pod } from "#api/core/v1";
import {
  isConflict,
  isNamespaceTerminating,
  isNotFound,
  type KubernetesObject,
} from "#apimachinery";
import type { Informer, ResourceClient } from "#client";
import { isPodActive, isPodTerminal } from "#component-helpers";
import {
  addControllerIndex,
  Controller,
  type ControllerContext,
  ControllerRefManager,
  controlledBy,
  controllerOptions,
  Expectations,
  keyOf,
  orphansOf,
  type ReconcileResult,
  type Runnable,
  slowStart,
  splitKey,
} from "#controller-runtime";
import { podFromTemplate } from "./pod-from-template.ts";
import { podsToDelete } from "./pod-ranking.ts";
import { ReplicaHandlers } from "./replica-handlers.ts";
import { type ReplicaKind, type Replicated, templateOf } from "./replica-kind.ts";
import {
  isSameStatus,
  type Observed,
  replicaStatus,
  untilNextAvailable,
} from "./replica-status.ts";

/** Pods made or deleted in one reconciliation. */
const burstReplicas = 500;
const workers = 5;

type Failure = NonNullable<Observed["failure"]> & { cause: unknown };

export class ReplicaController<T extends Replicated> implements Runnable {
  readonly #context: ControllerContext;
  readonly #kind: ReplicaKind<T>;
  readonly #controller: Controller;
  readonly #expectations: Expectations;
  readonly #owners: Informer<T>;
  readonly #pods: Informer<Pod>;
  readonly #podClient: ResourceClient<Pod>;

  constructor(context: ControllerContext, kind: ReplicaKind<T>) {
    this.#context = context;
    this.#kind = kind;
    this.#expectations = new Expectations(context.clock);
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#owners = context.informers.informer(kind.resource);
    this.#pods = context.informers.informer(pods);
    this.#podClient = context.client.resource(pods);
    addControllerIndex(this.#pods);
    addControllerIndex(this.#owners as Informer<KubernetesObject>);
    const handlers = new ReplicaHandlers({
      kind,
      controller: this.#controller,
      expectations: this.#expectations,
      owners: this.#owners.lister,
    });
    this.#owners.addHandler(handlers.ofOwners);
    this.#pods.addHandler(handlers.ofPods);
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace, name } = splitKey(key);
    const owner = this.#owners.lister.get(namespace, name);
    if (!owner) {
      this.#expectations.forget(key);
      return "done";
    }
    const isCacheCurrent = this.#expectations.isSatisfied(key);
    const candidates = [
      ...controlledBy(this.#pods.lister, owner),
      ...orphansOf(this.#pods.lister, namespace),
    ];
    let active = await this.#claim(owner, candidates, signal);
    const terminating = candidates.filter(
      (pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod) && isOf(pod, owner),
    ).length;
    let failure: Failure | undefined;
    if (isCacheCurrent && !owner.metadata.deletionTimestamp) {
      const managed = await this.#manage(owner, active, signal);
      active = managed.active;
      failure = managed.failure;
    }
    const now = this.#context.clock.now();
    await this.#writeStatus(
      owner,
      {
        active,
        terminating: this.#kind.countsTerminating ? terminating : undefined,
        now,
        ...(failure ? { failure: { reason: failure.reason, message: failure.message } } : {}),
      },
      signal,
    );
    if (failure) throw failure.cause;
    const { minReadySeconds = 0 } = owner.spec;
    const wait = minReadySeconds > 0 ? untilNextAvailable(active, minReadySeconds, now) : undefined;
    return wait === undefined ? "done" : { afterMilliseconds: wait + 1 };
  }

  async #claim(owner: T, candidates: readonly Pod[], signal: AbortSignal): Promise<Pod[]> {
    const manager = new ControllerRefManager({
      client: this.#context.client,
      owner,
      ownerKind: this.#kind.kind,
      ownerResource: this.#kind.resource as unknown as Resource<KubernetesObject>,
      resource: pods,
      selector: this.#kind.selectorOf(owner),
      signal,
    });
    return await manager.claim(candidates.filter(isPodActive));
  }

  async #manage(
    owner: T,
    active: Pod[],
    signal: AbortSignal,
  ): Promise<{ active: Pod[]; failure?: Failure }> {
    const missing = (owner.spec.replicas ?? 1) - active.length;
    if (missing > 0) {
      const failure = await this.#create(owner, Math.min(missing, burstReplicas), signal);
      return { active, ...(failure ? { failure } : {}) };
    }
    if (missing < 0) {
      const count = Math.min(-missing, burstReplicas);
      const failure = await this.#delete(owner, active, { count, signal });
      return { active, ...(failure ? { failure } : {}) };
    }
    return { active };
  }

  async #create(owner: T, count: number, signal: AbortSignal): Promise<Failure | undefined> {
    const key = keyOf(owner);
    const pod = podFromTemplate(templateOf(owner), owner, this.#kind.kind);
    this.#expectations.expectCreations(key, count);
    const { succeeded, error } = await slowStart(count, async () => {
      const created = await this.#podClient.create(pod.metadata.namespace ?? "", pod, { signal });
      this.#event(owner, "Normal", "SuccessfulCreate", `Created pod: ${created.metadata.name}`);
    });
    this.#expectations.creationObserved(key, count - succeeded);
    if (error === undefined || isNamespaceTerminating(error)) return undefined;
    const message = (error as Error).message;
    this.#event(owner, "Warning", "FailedCreate", `Error creating: ${message}`);
    return { reason: "FailedCreate", message, cause: error };
  }

  async #delete(
    owner: T,
    active: readonly Pod[],
    options: { count: number; signal: AbortSignal },
  ): Promise<Failure | undefined> {
    const { count, signal } = options;
    const key = keyOf(owner);
    const now = this.#context.clock.now();
    const doomed = podsToDelete(active, this.#related(owner), { count, now });
    this.#expectations.expectDeletions(
      key,
      doomed.map((pod) => pod.metadata.uid ?? ""),
    );
    let failure: Failure | undefined;
    const deletePod = async (pod: Pod): Promise<void> => {
      const { namespace = "", name = "", uid = "" } = pod.metadata;
      try {
        await this.#podClient.delete(namespace, name, { preconditions: { uid }, signal });
        this.#event(owner, "Normal", "SuccessfulDelete", `Deleted pod: ${name}`);
      } catch (error) {
        this.#expectations.deletionObserved(key, uid);
        if (isNotFound(error) || isConflict(error)) return;
        const { message } = error as Error;
        this.#event(owner, "Warning", "FailedDelete", `Error deleting: ${message}`);
        failure ??= { reason: "FailedDelete", message, cause: error };
      }
    };
    await Promise.all(doomed.map(deletePod));
    return failure;
  }

  /** Pods of all owners under the same controller, such as those of a Deployment's other revisions. */
  #related(owner: T): Pod[] {
    const controller = owner.metadata.ownerReferences?.find((reference) => reference.controller);
    if (!controller) return [...controlledBy(this.#pods.lister, owner)];
    const siblings = controlledBy(this.#owners.lister, { metadata: { uid: controller.uid } });
    return siblings.flatMap((sibling) => [...controlledBy(this.#pods.lister, sibling)]);
  }

  async #writeStatus(owner: T, observed: Observed, signal: AbortSignal): Promise<void> {
    const client = this.#context.client.resource(this.#kind.resource);
    const status = replicaStatus(owner, observed);
    if (isSameStatus(owner.status, status)) return;
    try {
      await client.updateStatus({ ...owner, status }, { signal });
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error)) throw error;
      const { namespace = "", name = "" } = owner.metadata;
      const fresh = await client.get(namespace, name, signal);
      if (fresh.metadata.uid !== owner.metadata.uid) return;
      await client.updateStatus({ ...fresh, status }, { signal });
    }
  }

  #event(owner: T, type: "Normal" | "Warning", reason: string, message: string): void {
    this.#context.recorder.event(owner, { type, reason, message });
  }
}

function isOf(pod: Pod, owner: Replicated): boolean {
  return Boolean(
    pod.metadata.ownerReferences?.some(
      (reference) => reference.controller && reference.uid === owner.metadata.uid,
    ),
  );
}
