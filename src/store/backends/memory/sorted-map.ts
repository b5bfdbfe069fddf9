// A map whose keys are in order. Keys lie in chunks of bounded length, so that an insertion moves
// few of them and a range starts with two binary searches.

const maximumChunkLength = 512;

export class SortedMap<V> {
  readonly #values = new Map<string, V>();
  /** Never empty chunks of sorted keys, in order; none when the map is empty. */
  readonly #chunks: string[][] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#values.has(key)) this.#insert(key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (!this.#values.delete(key)) return;
    const chunkIndex = this.#chunkOf(key);
    const chunk = this.#chunks[chunkIndex] as string[];
    chunk.splice(lowerBound(chunk, key), 1);
    if (chunk.length === 0) this.#chunks.splice(chunkIndex, 1);
  }

  /** The entries with start <= key < end, in order. The map must not change meanwhile. */
  *range(start: string, end: string): Generator<[string, V]> {
    let chunkIndex = this.#chunkOf(start);
    let position = lowerBound(this.#chunks[chunkIndex] ?? [], start);
    for (; chunkIndex < this.#chunks.length; chunkIndex++, position = 0) {
      const chunk = this.#chunks[chunkIndex] as string[];
      for (; position < chunk.length; position++) {
        const key = chunk[position] as string;
        if (key >= end) return;
        yield [key, this.#values.get(key) as V];
      }
    }
  }

  #insert(key: string): void {
    const chunkIndex = this.#chunkOf(key);
    const chunk = this.#chunks[chunkIndex];
    if (!chunk) {
      this.#chunks.push([key]);
      return;
    }
    chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length <= maximumChunkLength) return;
    this.#chunks.splice(chunkIndex + 1, 0, chunk.splice(chunk.length >> 1));
  }

  /** Index of the last chunk that starts at or before the key, else 0. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle]?.[0] as string) <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** Index of the first key that is not below the given one. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
