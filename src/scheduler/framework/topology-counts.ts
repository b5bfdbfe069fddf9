// A number for each topology domain: each pair of a label key of nodes and a value it has.
import type { Node } from "#api/core/v1";

export class TopologyCounts {
  readonly #byKey: Map<string, Map<string, number>>;

  constructor(from?: TopologyCounts) {
    this.#byKey = new Map();
    if (!from) return;
    for (const [key, counts] of from.#byKey) this.#byKey.set(key, new Map(counts));
  }

  /** No domain has a number other than 0. */
  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  /** Adds to the domain that the node is in; nothing when it has no such label. */
  add(node: Node | undefined, key: string, by: number): void {
    const value = node?.metadata.labels?.[key];
    if (value === undefined) return;
    const counts = this.#byKey.get(key) ?? new Map<string, number>();
    const count = (counts.get(value) ?? 0) + by;
    if (count === 0) counts.delete(value);
    else counts.set(value, count);
    if (counts.size === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, counts);
  }

  /** Of the domain that the node is in. */
  get(node: Node | undefined, key: string): number {
    const value = node?.metadata.labels?.[key];
    return value === undefined ? 0 : (this.#byKey.get(key)?.get(value) ?? 0);
  }

  /** Whether the node is in a domain with more than 0. */
  touches(node: Node | undefined): boolean {
    for (const key of this.#byKey.keys()) if (this.get(node, key) > 0) return true;
    return false;
  }

  /** Over all domains that the node is in. */
  sum(node: Node | undefined): number {
    let total = 0;
    for (const key of this.#byKey.keys()) total += this.get(node, key);
    return total;
  }
}
