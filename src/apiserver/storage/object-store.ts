// The decoded view of a resource's storage: for strategies, subresources and admission. It applies
// no strategy and no admission itself.

import { formatTime, type UnstructuredObject } from "#apimachinery";
import type { Clock } from "#base";
import { prefixEnd } from "#store";
import type { ObjectStore } from "../generic-registry/object-store.ts";

import { guaranteedUpdate } from "./guaranteed-update.ts";
import type { ResourceStorage } from "./resource-storage.ts";

export class StorageObjectStore implements ObjectStore {
  readonly #storage: ResourceStorage;
  readonly #clock: Clock;

  constructor(storage: ResourceStorage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  async get(namespace: string, name: string): Promise<UnstructuredObject> {
    return (await this.#storage.get(namespace, name)).object;
  }

  async list(namespace?: string): Promise<UnstructuredObject[]> {
    const { cache } = this.#storage;
    await cache.whenReady();
    const start = namespace ? `${cache.prefix}${namespace}/` : cache.prefix;
    const objects: UnstructuredObject[] = [];
    cache.forEach(start, prefixEnd(start), (entry) => {
      objects.push(entry.object);
      return true;
    });
    return objects;
  }

  async create(namespace: string, object: UnstructuredObject): Promise<UnstructuredObject> {
    const metadata = {
      uid: crypto.randomUUID(),
      creationTimestamp: formatTime(this.#clock.now()),
      ...object.metadata,
      ...(namespace ? { namespace } : {}),
    };
    return (await this.#storage.create(namespace, { ...object, metadata })).object;
  }

  async guaranteedUpdate(
    namespace: string,
    name: string,
    change: (
      current: UnstructuredObject,
    ) => UnstructuredObject | undefined | Promise<UnstructuredObject | undefined>,
  ): Promise<UnstructuredObject> {
    const result = await guaranteedUpdate(this.#storage, {
      namespace,
      name,
      change: (current) => change(current.object),
    });
    return result.entry.object;
  }

  async delete(namespace: string, name: string): Promise<void> {
    await guaranteedUpdate(this.#storage, { namespace, name, change: () => "delete" });
  }
}
