// Rolls a Deployment's template out to pods through ReplicaSets.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
import { deployments, pods, type Resource, replicaSets } from "#api";
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import type { Pod } from "#api/core/v1";
import { compileLabelSelector, type KubernetesObject } from "#apimachinery";
import type { Informer } from "#client";
import {
  addControllerIndex,
  Controller,
  type ControllerContext,
  ControllerRefManager,
  controlledBy,
  controllerOptions,
  type Descriptor,
  OwnWrites,
  orphansOf,
  type ReconcileResult,
  type Runnable,
  splitKey,
} from "#controller-runtime";
import {
  conditionOf,
  hasProgressDeadline,
  newCondition,
  reasons,
  withCondition,
} from "./deployment-conditions.ts";
import { DeploymentHandlers } from "./deployment-handlers.ts";
import { untilDeadline, writeStatusOf } from "./deployment-progress.ts";
import { rolloutRecreate } from "./deployment-recreate.ts";
import { deploymentKind, syncRevisions } from "./deployment-revisions.ts";
import { rolloutRolling } from "./deployment-rolling.ts";
import { isRollingUpdate } from "./deployment-rounding.ts";
import { isScalingEvent, syncScale } from "./deployment-scale.ts";
import { DeploymentSync } from "./deployment-sync.ts";

const workers = 5;
/** When to look again where the event that is waited for never comes. */
const staleCacheMilliseconds = 5000;

export const deploymentController: Descriptor = {
  name: "deployment-controller",
  reads: [deployments, replicaSets, pods],
  writes: [deployments, replicaSets],
  build: (context) => new DeploymentController(context),
};

class DeploymentController implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #deployments: Informer<Deployment>;
  readonly #replicaSets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;
  readonly #ownWrites: OwnWrites;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#ownWrites = new OwnWrites(context.clock);
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#deployments = context.informers.informer(deployments);
    this.#replicaSets = context.informers.informer(replicaSets);
    this.#pods = context.informers.informer(pods);
    addControllerIndex(this.#replicaSets);
    addControllerIndex(this.#pods);
    const handlers = new DeploymentHandlers({
      controller: this.#controller,
      deployments: this.#deployments.lister,
      replicaSets: this.#replicaSets.lister,
      pods: this.#pods.lister,
    });
    this.#deployments.addHandler(handlers.ofDeployments);
    this.#replicaSets.addHandler(handlers.ofReplicaSets);
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
    const deployment = this.#deployments.lister.get(namespace, name);
    if (!deployment) {
      this.#ownWrites.forget(key);
      return "done";
    }
    // Sizes changed a moment ago would be counted as they were before; the event of them wakes us.
    if (!this.#ownWrites.areSeen(key, this.#replicaSets)) {
      return { afterMilliseconds: staleCacheMilliseconds };
    }
    const sync = new DeploymentSync({
      context: this.#context,
      deployment,
      owned: await this.#claim(deployment, signal),
      podsOf: (set) => controlledBy(this.#pods.lister, set),
      wrote: (set) => this.#ownWrites.note(key, set),
      signal,
    });
    if (compileLabelSelector(deployment.spec.selector).isEmpty) await refuseEmptySelector(sync);
    else await this.#sync(sync);
    const wait = untilDeadline(sync.deployment, this.#context.clock.now());
    return wait === undefined ? "done" : { afterMilliseconds: wait };
  }

  async #sync(sync: DeploymentSync): Promise<void> {
    if (sync.deployment.metadata.deletionTimestamp) {
      await writeStatusOf(sync, await syncRevisions(sync, { create: false }));
      return;
    }
    await notePaused(sync);
    if (sync.deployment.spec.paused || (await isScalingEvent(sync))) await syncScale(sync);
    else if (isRollingUpdate(sync.deployment)) await rolloutRolling(sync);
    else await rolloutRecreate(sync);
  }

  #claim(deployment: Deployment, signal: AbortSignal): Promise<ReplicaSet[]> {
    const { lister } = this.#replicaSets;
    const manager = new ControllerRefManager({
      client: this.#context.client,
      owner: deployment,
      ownerKind: deploymentKind,
      ownerResource: deployments as unknown as Resource<KubernetesObject>,
      resource: replicaSets,
      selector: compileLabelSelector(deployment.spec.selector),
      signal,
    });
    const { namespace = "" } = deployment.metadata;
    return manager.claim([...controlledBy(lister, deployment), ...orphansOf(lister, namespace)]);
  }
}

async function refuseEmptySelector(sync: DeploymentSync): Promise<void> {
  const message = "This deployment is selecting all pods. A non-empty selector is required.";
  sync.event("Warning", "SelectingAll", message);
  const { metadata, status = {} } = sync.deployment;
  const { generation = 0 } = metadata;
  if ((status.observedGeneration ?? 0) < generation) {
    await sync.writeStatus({ ...status, observedGeneration: generation });
  }
}

/** Pausing and resuming are progress: the time in between does not count towards the deadline. */
async function notePaused(sync: DeploymentSync): Promise<void> {
  const { deployment } = sync;
  if (!hasProgressDeadline(deployment)) return;
  const present = conditionOf(deployment.status, "Progressing");
  if (present?.reason === reasons.timedOut) return;
  const isNoted = present?.reason === reasons.paused;
  const isPaused = deployment.spec.paused ?? false;
  if (isPaused === isNoted) return;
  const fields = isPaused
    ? { reason: reasons.paused, message: "Deployment is paused" }
    : { reason: reasons.resumed, message: "Deployment is resumed" };
  const condition = newCondition({ type: "Progressing", status: "Unknown", ...fields }, sync.now);
  const { status = {} } = deployment;
  await sync.writeStatus({ ...status, conditions: withCondition(status.conditions, condition) });
}
