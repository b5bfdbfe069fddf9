// What the verb handlers share.

import { methodNotSupported } from "#apimachinery";
import type { Clock } from "#base";
import type { Logger } from "#component-base";
import type { AdmissionChain } from "../admission/chain.ts";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import type { ServerContext } from "../server-context.ts";
import type { ResourceStorage } from "../storage/resource-storage.ts";
import type { ServedResource } from "./served-resource.ts";
import type { WatchRegistry } from "./watch-registry.ts";

export interface HandlerEnvironment {
  clock: Clock;
  log: Logger;
  admission: AdmissionChain;
  watches: WatchRegistry;
  /** A number in [0, 1). */
  random(): number;
  storeOf(group: string, resource: string): ObjectStore;
}

/** Throws MethodNotAllowed for kinds that are not stored. */
export function storageOf(resource: ServedResource): ResourceStorage {
  if (!resource.storage) throw methodNotSupported(resource.qualified, "get");
  return resource.storage;
}

/** The namespace of the objects asked for: empty for kinds without, a namespace's own path included. */
export function namespaceOf(context: ServerContext, resource: ServedResource): string {
  return resource.definition.namespaced ? context.info.namespace : "";
}
