// The entries of a resource whose objects are kept decoded: those that were last written or asked
// for. A decoded object takes several times the room of its bytes, so that there is a bound; beyond
// it the oldest are decoded again when somebody asks.

interface Entry {
  readonly body: { readonly length: number };
  forgetObject(): void;
}

const defaultLimitBytes = 4 * 1024 * 1024;

export class DecodedEntries {
  readonly #limitBytes: number;
  #entries: { entry: Entry; bytes: number }[] = [];
  #first = 0;
  #bytes = 0;

  /** `limitBytes`: of the encoded forms of what is kept. */
  constructor(limitBytes = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  add(entry: Entry): void {
    const bytes = entry.body.length;
    this.#entries.push({ entry, bytes });
    this.#bytes += bytes;
    while (this.#bytes > this.#limitBytes && this.#first < this.#entries.length - 1) this.#drop();
  }

  #drop(): void {
    const oldest = this.#entries[this.#first] as { entry: Entry; bytes: number };
    this.#first++;
    this.#bytes -= oldest.bytes;
    oldest.entry.forgetObject();
    // Room is given back once half of the array is unused.
    if (this.#first < 1024 || this.#first * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
