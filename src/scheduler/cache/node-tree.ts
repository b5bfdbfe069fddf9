// The names of nodes, taken from each zone in turn, so that any first part of the list is spread.
import type { Node } from "#api/core/v1";
import { labels } from "#component-helpers";

export class NodeTree {
  readonly #zones = new Map<string, Set<string>>();
  readonly #zoneOf = new Map<string, string>();
  #list: readonly string[] | undefined;

  get size(): number {
    return this.#zoneOf.size;
  }

  /** Adds the node, or moves it when its zone changed. */
  set(node: Node): void {
    const name = node.metadata.name ?? "";
    const zone = zoneKey(node);
    if (this.#zoneOf.get(name) === zone) return;
    this.delete(name);
    this.#zones.set(zone, (this.#zones.get(zone) ?? new Set()).add(name));
    this.#zoneOf.set(name, zone);
    this.#list = undefined;
  }

  delete(name: string): void {
    const zone = this.#zoneOf.get(name);
    if (zone === undefined) return;
    this.#zoneOf.delete(name);
    const names = this.#zones.get(zone);
    names?.delete(name);
    if (names?.size === 0) this.#zones.delete(zone);
    this.#list = undefined;
  }

  /** The same array as long as nothing changed. */
  list(): readonly string[] {
    this.#list ??= this.#takeInTurn();
    return this.#list;
  }

  #takeInTurn(): string[] {
    const list: string[] = [];
    let rest = [...this.#zones.values()].map((names) => names.values());
    while (rest.length > 0) {
      rest = rest.filter((names) => {
        const next = names.next();
        if (!next.done) list.push(next.value);
        return !next.done;
      });
    }
    return list;
  }
}

/** "" for a node without region and zone. */
function zoneKey(node: Node): string {
  const region = node.metadata.labels?.[labels.topologyRegion] ?? "";
  const zone = node.metadata.labels?.[labels.topologyZone] ?? "";
  return region || zone ? `${region}:\0:${zone}` : "";
}
