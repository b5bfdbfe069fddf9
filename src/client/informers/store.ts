// The objects of an informer, by namespace and name and by its indexes.
import type { KubernetesObject } from "#apimachinery";
import { assert } from "#base";
import type { Lister } from "./informer.ts";

interface Index<T> {
  values: (object: T) => readonly string[];
  entries: Map<string, Set<T>>;
}

const none: readonly never[] = [];

export class ObjectStore<T extends KubernetesObject> implements Lister<T> {
  readonly #byNamespace = new Map<string, Map<string, T>>();
  readonly #indexes = new Map<string, Index<T>>();

  addIndex(name: string, values: (object: T) => readonly string[]): void {
    if (this.#indexes.has(name)) return;
    const index: Index<T> = { values, entries: new Map() };
    this.#indexes.set(name, index);
    for (const object of this.list()) addToIndex(index, object);
  }

  get(namespace: string, name: string): T | undefined {
    return this.#byNamespace.get(namespace)?.get(name);
  }

  list(namespace?: string): readonly T[] {
    if (namespace !== undefined && namespace !== "") {
      const objects = this.#byNamespace.get(namespace);
      return objects ? [...objects.values()] : none;
    }
    const all: T[] = [];
    for (const objects of this.#byNamespace.values()) {
      for (const object of objects.values()) all.push(object);
    }
    return all;
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name);
    assert(index, `Index "${name}" does not exist`);
    const objects = index.entries.get(value);
    return objects ? [...objects] : none;
  }

  /** Gives the object that was there before. */
  set(object: T): T | undefined {
    const { namespace = "", name = "" } = object.metadata;
    let objects = this.#byNamespace.get(namespace);
    if (!objects) {
      objects = new Map();
      this.#byNamespace.set(namespace, objects);
    }
    const old = objects.get(name);
    objects.set(name, object);
    for (const index of this.#indexes.values()) {
      if (old) removeFromIndex(index, old);
      addToIndex(index, object);
    }
    return old;
  }

  /** Gives the object that was there. */
  remove(namespace: string, name: string): T | undefined {
    const objects = this.#byNamespace.get(namespace);
    const old = objects?.get(name);
    if (!objects || !old) return undefined;
    objects.delete(name);
    if (objects.size === 0) this.#byNamespace.delete(namespace);
    for (const index of this.#indexes.values()) removeFromIndex(index, old);
    return old;
  }
}

function addToIndex<T>(index: Index<T>, object: T): void {
  for (const value of index.values(object)) {
    const entries = index.entries.get(value);
    if (entries) entries.add(object);
    else index.entries.set(value, new Set([object]));
  }
}

function removeFromIndex<T>(index: Index<T>, object: T): void {
  for (const value of index.values(object)) {
    const entries = index.entries.get(value);
    entries?.delete(object);
    if (entries?.size === 0) index.entries.delete(value);
  }
}
