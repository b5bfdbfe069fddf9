// Which owners a change of a pod or of an owner concerns, and what it fulfils of the expectations.
import type { Pod } from "#api/core/v1";
import { type Clock, deepEqual } from "#base";
import type { InformerHandler, Lister } from "#client";
import { isPodReady } from "#component-helpers";
import { type Controller, type Expectations, keyOf } from "#controller-runtime";
import type { ReplicaKind, Replicated } from "./replica-kind.ts";

export interface ReplicaHandlersOptions<T extends Replicated> {
  kind: ReplicaKind<T>;
  controller: Controller;
  expectations: Expectations;
  owners: Lister<T>;
  clock?: Clock;
}

export class ReplicaHandlers<T extends Replicated> {
  readonly #options: ReplicaHandlersOptions<T>;

  constructor(options: ReplicaHandlersOptions<T>) {
    this.#options = options;
  }

  readonly ofOwners: InformerHandler<T> = {
    add: (owner) => this.#enqueue(owner),
    update: (owner) => this.#enqueue(owner),
    delete: (owner) => {
      this.#options.expectations.forget(keyOf(owner));
      this.#enqueue(owner);
    },
  };

  readonly ofPods: InformerHandler<Pod> = {
    add: (pod) => this.#podAdded(pod),
    update: (pod, old) => this.#podChanged(pod, old),
    delete: (pod) => this.#podDeleted(pod),
  };

  #podAdded(pod: Pod): void {
    if (pod.metadata.deletionTimestamp) {
      this.#podDeleted(pod);
      return;
    }
    const owner = this.#ownerOf(pod);
    if (owner) {
      this.#options.expectations.creationObserved(keyOf(owner));
      this.#enqueue(owner);
    } else if (!hasController(pod)) this.#enqueueMatching(pod);
  }

  #podChanged(pod: Pod, old: Pod): void {
    if (pod.metadata.deletionTimestamp) {
      // Nobody counts on it any more, though it may still run for its grace period.
      this.#podDeleted(pod);
      return;
    }
    const before = this.#ownerOf(old);
    const owner = this.#ownerOf(pod);
    const hasMoved = before?.metadata.uid !== owner?.metadata.uid;
    if (before && hasMoved) this.#enqueue(before);
    if (owner) {
      this.#enqueue(owner);
      const { minReadySeconds = 0 } = owner.spec;
      if (minReadySeconds > 0 && isPodReady(pod) && !isPodReady(old)) {
        this.#options.controller.enqueueAfter(keyOf(owner), minReadySeconds * 1000 + 1000);
      }
    } else if (!hasController(pod)) {
      const isRelabelled = !deepEqual(pod.metadata.labels, old.metadata.labels);
      if (isRelabelled || hasController(old)) this.#enqueueMatching(pod);
    }
  }

  #podDeleted(pod: Pod): void {
    const owner = this.#ownerOf(pod);
    if (!owner) return;
    this.#options.expectations.deletionObserved(keyOf(owner), pod.metadata.uid ?? "");
    this.#enqueue(owner);
  }

  #ownerOf(pod: Pod): T | undefined {
    const { kind, owners } = this.#options;
    const controller = pod.metadata.ownerReferences?.find((reference) => reference.controller);
    if (controller?.kind !== kind.kind.kind) return undefined;
    const owner = owners.get(pod.metadata.namespace ?? "", controller.name);
    return owner?.metadata.uid === controller.uid ? owner : undefined;
  }

  #enqueueMatching(pod: Pod): void {
    const { kind, owners } = this.#options;
    for (const owner of owners.list(pod.metadata.namespace)) {
      const selector = kind.selectorOf(owner);
      if (!selector.isEmpty && selector.matches(pod.metadata.labels ?? {})) this.#enqueue(owner);
    }
  }

  #enqueue(owner: T): void {
    this.#options.controller.enqueue(keyOf(owner));
  }
}

function hasController(pod: Pod): boolean {
  return pod.metadata.ownerReferences?.some((reference) => reference.controller) ?? false;
}
