// The nodes as one scheduling cycle sees them, whatever happens meanwhile. Brought up to date at
// the start of a cycle by copying only the nodes that changed since the last one.
import type { NodeInfo } from "../framework/node-info.ts";
import type { NodeLister } from "../framework/plugin.ts";

export class Snapshot implements NodeLister {
  readonly #byName = new Map<string, NodeInfo>();
  #names: readonly string[] = [];
  #all: NodeInfo[] = [];
  #positions = new Map<string, number>();
  #havePodsWithAffinity: NodeInfo[] | undefined;
  #havePodsWithRequiredAntiAffinity: NodeInfo[] | undefined;
  /** That of the cache when it was brought up to date. */
  generation = 0;

  get all(): readonly NodeInfo[] {
    return this.#all;
  }

  get havePodsWithAffinity(): readonly NodeInfo[] {
    this.#havePodsWithAffinity ??= this.#all.filter((node) => node.podsWithAffinity.length > 0);
    return this.#havePodsWithAffinity;
  }

  get havePodsWithRequiredAntiAffinity(): readonly NodeInfo[] {
    this.#havePodsWithRequiredAntiAffinity ??= this.#all.filter(
      (node) => node.podsWithRequiredAntiAffinity.length > 0,
    );
    return this.#havePodsWithRequiredAntiAffinity;
  }

  get(nodeName: string): NodeInfo | undefined {
    return this.#byName.get(nodeName);
  }

  /** Puts a copy of a changed node in its place. */
  replace(changed: NodeInfo): void {
    const copy = changed.clone();
    const old = this.#byName.get(copy.name);
    this.#byName.set(copy.name, copy);
    const position = this.#positions.get(copy.name);
    if (position !== undefined) this.#all[position] = copy;
    if (old?.podsWithAffinity.length || copy.podsWithAffinity.length) {
      this.#havePodsWithAffinity = undefined;
      this.#havePodsWithRequiredAntiAffinity = undefined;
    }
  }

  /** Takes over which nodes there are, and their order. Does nothing when they are the same. */
  setNames(names: readonly string[]): void {
    if (this.#names === names) return;
    this.#names = names;
    this.#all = [];
    this.#positions = new Map();
    for (const name of names) {
      const node = this.#byName.get(name);
      if (!node) continue;
      this.#positions.set(name, this.#all.length);
      this.#all.push(node);
    }
    for (const name of this.#byName.keys()) {
      if (!this.#positions.has(name)) this.#byName.delete(name);
    }
    this.#havePodsWithAffinity = undefined;
    this.#havePodsWithRequiredAntiAffinity = undefined;
  }
}
