// Entries ordered by key, in chunks: finding a place is a binary search, inserting moves at most
// one chunk, and a page of a list starts anywhere without walking what comes before it.

const chunkLimit = 512;

interface Keyed {
  readonly key: string;
}

export class SortedEntries<E extends Keyed> {
  #chunks: E[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts the entry in the place of the one with its key, or in between. */
  set(entry: E): void {
    const index = this.#chunkOf(entry.key);
    const chunk = this.#chunks[index];
    if (!chunk) {
      this.#chunks.push([entry]);
      this.#size++;
      return;
    }
    const place = lowerBound(chunk, entry.key);
    if (chunk[place]?.key === entry.key) {
      chunk[place] = entry;
      return;
    }
    if (place === chunk.length) chunk.push(entry);
    else chunk.splice(place, 0, entry);
    this.#size++;
    if (chunk.length > chunkLimit) {
      this.#chunks.splice(index + 1, 0, chunk.splice(chunkLimit / 2));
    }
  }

  delete(key: string): void {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (!chunk) return;
    const place = lowerBound(chunk, key);
    if (chunk[place]?.key !== key) return;
    chunk.splice(place, 1);
    this.#size--;
    if (chunk.length === 0) this.#chunks.splice(index, 1);
  }

  /** Calls `visit` for each entry with start <= key < end until it gives false. */
  forEach(start: string, end: string, visit: (entry: E) => boolean): void {
    for (let index = this.#chunkOf(start); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as E[];
      for (let place = lowerBound(chunk, start); place < chunk.length; place++) {
        const entry = chunk[place] as E;
        if (entry.key >= end || !visit(entry)) return;
      }
    }
  }

  /** Number of entries with start <= key < end. */
  count(start: string, end: string): number {
    let total = 0;
    for (let index = this.#chunkOf(start); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as E[];
      if ((chunk[0] as E).key >= end) break;
      total += lowerBound(chunk, end) - lowerBound(chunk, start);
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
      if (((this.#chunks[middle] as E[])[0] as E).key <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function lowerBound(chunk: readonly Keyed[], key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk[middle] as Keyed).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
