// Which Deployments a change concerns.
import type { Deployment, ReplicaSet } from "#api/apps/v1";
import type { Pod } from "#api/core/v1";
import { compileLabelSelector, type KubernetesObject } from "#apimachinery";
import { deepEqual } from "#base";
import type { InformerHandler, Lister } from "#client";
import { controllerOf } from "#component-helpers";
import { type Controller, controlledBy, keyOf } from "#controller-runtime";
import { isRollingUpdate } from "./deployment-rounding.ts";

export interface DeploymentHandlersOptions {
  controller: Controller;
  deployments: Lister<Deployment>;
  replicaSets: Lister<ReplicaSet>;
  pods: Lister<Pod>;
}

export class DeploymentHandlers {
  readonly #options: DeploymentHandlersOptions;

  constructor(options: DeploymentHandlersOptions) {
    this.#options = options;
  }

  readonly ofDeployments: InformerHandler<Deployment> = {
    add: (deployment) => this.#enqueue(deployment),
    update: (deployment) => this.#enqueue(deployment),
    delete: (deployment) => this.#enqueue(deployment),
  };

  readonly ofReplicaSets: InformerHandler<ReplicaSet> = {
    add: (set) => this.#enqueueOwner(set),
    update: (set, old) => {
      if (controllerOf(set)?.uid !== controllerOf(old)?.uid) this.#enqueueOwner(old);
      const isRelabelled = !deepEqual(set.metadata.labels, old.metadata.labels);
      if (controllerOf(set) || isRelabelled || controllerOf(old)) this.#enqueueOwner(set);
    },
    delete: (set) => this.#enqueueOwner(set),
  };

  /** A Recreate rollout waits for the last old pod. */
  readonly ofPods: InformerHandler<Pod> = {
    delete: (pod) => {
      const deployment = this.#deploymentOf(pod);
      if (!deployment || isRollingUpdate(deployment)) return;
      const { replicaSets, pods } = this.#options;
      const sets = controlledBy(replicaSets, deployment);
      if (sets.every((set) => controlledBy(pods, set).length === 0)) this.#enqueue(deployment);
    },
  };

  #deploymentOf(pod: Pod): Deployment | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== "ReplicaSet") return undefined;
    const set = this.#options.replicaSets.get(pod.metadata.namespace ?? "", reference.name);
    return set && set.metadata.uid === reference.uid ? this.#ownerOf(set) : undefined;
  }

  #ownerOf(set: ReplicaSet): Deployment | undefined {
    const reference = controllerOf(set);
    if (reference?.kind !== "Deployment") return undefined;
    const owner = this.#options.deployments.get(set.metadata.namespace ?? "", reference.name);
    return owner?.metadata.uid === reference.uid ? owner : undefined;
  }

  #enqueueOwner(set: ReplicaSet): void {
    const owner = this.#ownerOf(set);
    if (owner) this.#enqueue(owner);
    else if (!controllerOf(set) && !set.metadata.deletionTimestamp) {
      for (const deployment of this.#options.deployments.list(set.metadata.namespace)) {
        const selector = compileLabelSelector(deployment.spec.selector);
        const matches = !selector.isEmpty && selector.matches(set.metadata.labels ?? {});
        if (matches) this.#enqueue(deployment);
      }
    }
  }

  #enqueue(object: KubernetesObject): void {
    this.#options.controller.enqueue(keyOf(object));
  }
}
