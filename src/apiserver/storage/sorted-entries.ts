// Entries ordered by key, in chunks: finding a place is a binary search, inserting moves at most
// one chunk, and a page of a list starts anywhere without walking what comes before it. Something
// is made of a chunk when it is full or asked for, and kept until one of its entries changes.

const chunkLimit = 128;

interface Keyed {
  readonly key: string;
}

interface Chunk<E, M> {
  entries: E[];
  memo: M | undefined;
}

export class SortedEntries<E extends Keyed, M> {
  readonly #make: (entries: readonly E[]) => M;
  #chunks: Chunk<E, M>[] = [];
  #size = 0;

  constructor(make: (entries: readonly E[]) => M) {
    this.#make = make;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts the entry in the place of the one with its key, or in between. */
  set(entry: E): void {
    const index = this.#chunkOf(entry.key);
    const chunk = this.#chunks[index];
    if (!chunk) {
      this.#chunks.push({ entries: [entry], memo: undefined });
      this.#size++;
      return;
    }
    chunk.memo = undefined;
    const { entries } = chunk;
    const place = lowerBound(entries, entry.key);
    if (entries[place]?.key === entry.key) {
      entries[place] = entry;
      return;
    }
    if (place === entries.length) entries.push(entry);
    else entries.splice(place, 0, entry);
    this.#size++;
    if (entries.length <= chunkLimit) return;
    // Keys that only grow leave full chunks behind, others half full ones.
    const isAppend = index === this.#chunks.length - 1 && place === entries.length - 1;
    const rest = entries.splice(isAppend ? chunkLimit : chunkLimit / 2);
    this.#chunks.splice(index + 1, 0, { entries: rest, memo: undefined });
    chunk.memo = this.#make(entries);
  }

  delete(key: string): void {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (!chunk) return;
    const place = lowerBound(chunk.entries, key);
    if (chunk.entries[place]?.key !== key) return;
    chunk.memo = undefined;
    chunk.entries.splice(place, 1);
    this.#size--;
    if (chunk.entries.length === 0) this.#chunks.splice(index, 1);
  }

  /** Calls `visit` for each entry with start <= key < end until it gives false. */
  forEach(start: string, end: string, visit: (entry: E) => boolean): void {
    for (let index = this.#chunkOf(start); index < this.#chunks.length; index++) {
      const { entries } = this.#chunks[index] as Chunk<E, M>;
      for (let place = lowerBound(entries, start); place < entries.length; place++) {
        const entry = entries[place] as E;
        if (entry.key >= end || !visit(entry)) return;
      }
    }
  }

  /** What is made of the runs of entries in the range. */
  made(start: string, end: string): M[] {
    const results: M[] = [];
    for (let index = this.#chunkOf(start); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as Chunk<E, M>;
      const { entries } = chunk;
      const from = lowerBound(entries, start);
      const to = lowerBound(entries, end);
      if (to === 0) break;
      if (from >= to) continue;
      if (from > 0 || to < entries.length) {
        results.push(this.#make(entries.slice(from, to)));
        continue;
      }
      chunk.memo ??= this.#make(entries);
      results.push(chunk.memo);
    }
    return results;
  }

  /** Number of entries with start <= key < end. */
  count(start: string, end: string): number {
    let total = 0;
    for (let index = this.#chunkOf(start); index < this.#chunks.length; index++) {
      const { entries } = this.#chunks[index] as Chunk<E, M>;
      if ((entries[0] as E).key >= end) break;
      total += lowerBound(entries, end) - lowerBound(entries, start);
    }
    return total;
  }

  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** The last chunk whose first key is not above the key; 0 when there is none. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { entries } = this.#chunks[middle] as Chunk<E, M>;
      if ((entries[0] as E).key <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function lowerBound(entries: readonly Keyed[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Keyed).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
