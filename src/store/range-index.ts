// Finds the key ranges that hold a key without looking at the others. API watches are on prefixes
// that end with "/" or on one key, which a map answers; any other range goes into an interval tree.
import { prefixEnd } from "./backend.ts";

interface Range<T> {
  start: string;
  end: string;
  members: Set<T>;
}

export class RangeIndex<T> {
  readonly #prefixes = new Map<string, Set<T>>();
  readonly #keys = new Map<string, Set<T>>();
  readonly #others = new IntervalTree<T>();

  add(start: string, end: string, member: T): void {
    const [map, name] = this.#place(start, end);
    const members = map?.get(name);
    if (!map) this.#others.add(start, end, member);
    else if (members) members.add(member);
    else map.set(name, new Set([member]));
  }

  remove(start: string, end: string, member: T): void {
    const [map, name] = this.#place(start, end);
    if (!map) this.#others.remove(start, end, member);
    const members = map?.get(name);
    members?.delete(member);
    if (members?.size === 0) map?.delete(name);
  }

  /** Calls back for every member whose range holds the key. */
  find(key: string, found: (member: T) => void): void {
    for (const member of this.#keys.get(key) ?? []) found(member);
    let slash = key.indexOf("/");
    while (slash >= 0) {
      for (const member of this.#prefixes.get(key.slice(0, slash + 1)) ?? []) found(member);
      slash = key.indexOf("/", slash + 1);
    }
    this.#others.find(key, found);
  }

  #place(start: string, end: string): [Map<string, Set<T>> | undefined, string] {
    if (start.endsWith("/") && end === prefixEnd(start)) return [this.#prefixes, start];
    if (end === `${start}\0`) return [this.#keys, start];
    return [undefined, start];
  }
}

/** Ranges in order of their start, over them a tree of the largest end, rebuilt after a change. */
class IntervalTree<T> {
  #ranges = new Map<string, Range<T>>();
  #sorted: Range<T>[] | undefined = [];
  /** largestEnd[node] covers the ranges of the node's half, as in a segment tree. */
  #largestEnd: string[] = [];

  add(start: string, end: string, member: T): void {
    const name = JSON.stringify([start, end]);
    const range = this.#ranges.get(name);
    if (range) {
      range.members.add(member);
      return;
    }
    this.#ranges.set(name, { start, end, members: new Set([member]) });
    this.#sorted = undefined;
  }

  remove(start: string, end: string, member: T): void {
    const name = JSON.stringify([start, end]);
    const range = this.#ranges.get(name);
    range?.members.delete(member);
    if (range?.members.size !== 0) return;
    this.#ranges.delete(name);
    this.#sorted = undefined;
  }

  find(key: string, found: (member: T) => void): void {
    if (this.#ranges.size === 0) return;
    const sorted = this.#sorted ?? this.#build();
    const visit = (node: number, from: number, to: number): void => {
      const first = sorted[from] as Range<T>;
      if (first.start > key || (this.#largestEnd[node] as string) <= key) return;
      if (to - from === 1) {
        for (const member of first.members) found(member);
        return;
      }
      const middle = (from + to) >> 1;
      visit(node * 2, from, middle);
      visit(node * 2 + 1, middle, to);
    };
    visit(1, 0, sorted.length);
  }

  #build(): Range<T>[] {
    const sorted = [...this.#ranges.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
    this.#largestEnd = [];
    const fill = (node: number, from: number, to: number): string => {
      let largest = (sorted[from] as Range<T>).end;
      if (to - from > 1) {
        const middle = (from + to) >> 1;
        const left = fill(node * 2, from, middle);
        const right = fill(node * 2 + 1, middle, to);
        largest = left > right ? left : right;
      }
      this.#largestEnd[node] = largest;
      return largest;
    };
    if (sorted.length > 0) fill(1, 0, sorted.length);
    this.#sorted = sorted;
    return sorted;
  }
}
