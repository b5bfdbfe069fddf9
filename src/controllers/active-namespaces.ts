// A controller that keeps one object in every namespace that is not being deleted.
import { namespaces } from "#api";
import type { Namespace } from "#api/core/v1";
import {
  isAlreadyExists,
  isNamespaceTerminating,
  isNotFound,
  type KubernetesObject,
} from "#apimachinery";
import type { Informer } from "#client";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Runnable,
} from "#controller-runtime";

export interface PerNamespaceOptions<T extends KubernetesObject> {
  context: ControllerContext;
  /** The informer of what is kept. */
  informer: Informer<T>;
  isKept: (object: T) => boolean;
  /** Makes or repairs the object. */
  keep: (namespace: string, signal: AbortSignal) => Promise<void>;
}

export function perNamespace<T extends KubernetesObject>(
  options: PerNamespaceOptions<T>,
): Runnable {
  const { context, informer, isKept, keep } = options;
  const all: Informer<Namespace> = context.informers.informer(namespaces);
  const controller = new Controller({
    ...controllerOptions(context),
    reconcile: async (name, signal) => {
      const namespace = all.lister.get("", name);
      if (!namespace || isGoing(namespace)) return "done";
      await keep(name, signal).catch((error) => {
        const isMoot = isNamespaceTerminating(error) || isAlreadyExists(error) || isNotFound(error);
        if (!isMoot) throw error;
      });
      return "done";
    },
  });
  all.addHandler({ add: (namespace) => controller.enqueue(namespace.metadata.name ?? "") });
  const changed = (object: T): void => {
    if (isKept(object)) controller.enqueue(object.metadata.namespace ?? "");
  };
  informer.addHandler({ update: changed, delete: changed });
  return controller;
}

function isGoing(namespace: Namespace): boolean {
  return Boolean(namespace.metadata.deletionTimestamp) || namespace.status?.phase === "Terminating";
}
