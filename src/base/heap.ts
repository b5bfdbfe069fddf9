// A binary heap whose items have keys, so that one can be found, changed or taken out.

export interface HeapOptions<T> {
  key(item: T): string;
  /** Negative when `a` comes out before `b`. */
  compare(a: T, b: T): number;
}

export class Heap<T> {
  readonly #options: HeapOptions<T>;
  readonly #items: T[] = [];
  readonly #positions = new Map<string, number>();

  constructor(options: HeapOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#items.length;
  }

  has(key: string): boolean {
    return this.#positions.has(key);
  }

  get(key: string): T | undefined {
    const position = this.#positions.get(key);
    return position === undefined ? undefined : this.#items[position];
  }

  /** All items, in no particular order. */
  values(): IterableIterator<T> {
    return this.#items.values();
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  /** Adds the item, or puts it in the place of the one with its key. */
  set(item: T): void {
    const key = this.#options.key(item);
    const known = this.#positions.get(key);
    const position = known ?? this.#items.length;
    this.#items[position] = item;
    this.#positions.set(key, position);
    this.#settle(position);
  }

  pop(): T | undefined {
    return this.#takeOut(0);
  }

  /** Takes out the item of this key, if there is one. */
  delete(key: string): T | undefined {
    const position = this.#positions.get(key);
    return position === undefined ? undefined : this.#takeOut(position);
  }

  clear(): void {
    this.#items.length = 0;
    this.#positions.clear();
  }

  #takeOut(position: number): T | undefined {
    const item = this.#items[position];
    if (item === undefined) return undefined;
    this.#positions.delete(this.#options.key(item));
    const last = this.#items.pop() as T;
    if (position < this.#items.length) {
      this.#place(last, position);
      this.#settle(position);
    }
    return item;
  }

  #place(item: T, position: number): void {
    this.#items[position] = item;
    this.#positions.set(this.#options.key(item), position);
  }

  #settle(position: number): void {
    this.#sink(this.#rise(position));
  }

  #rise(start: number): number {
    const item = this.#items[start] as T;
    let position = start;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#items[parentPosition] as T;
      if (this.#options.compare(item, parent) >= 0) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    if (position !== start) this.#place(item, position);
    return position;
  }

  #sink(start: number): void {
    const item = this.#items[start] as T;
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#items.length) break;
      const right = this.#items[child + 1];
      if (
        child + 1 < this.#items.length &&
        this.#options.compare(right as T, this.#items[child] as T) < 0
      ) {
        child++;
      }
      const smallest = this.#items[child] as T;
      if (this.#options.compare(smallest, item) >= 0) break;
      this.#place(smallest, position);
      position = child;
    }
    if (position !== start) this.#place(item, position);
  }
}
