// A few reading connections, opened when first needed; a read that finds all busy waits its turn.
import { StoreError } from "../../backend.ts";
import { SqliteReader } from "./sqlite-reader.ts";

const maximumReaders = 4;
const maximumWaiting = 10_000;

export class ReaderPool {
  readonly #path: string;
  /** For reads of one key, which take no longer than a function call. */
  readonly #direct: SqliteReader;
  readonly #idle: SqliteReader[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed: (() => void) | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#direct = new SqliteReader(path);
  }

  get direct(): SqliteReader {
    return this.#direct;
  }

  async use<T>(action: (reader: SqliteReader) => Promise<T>): Promise<T> {
    if (this.#busy >= maximumReaders) await this.#turn();
    else this.#busy++;
    let reader: SqliteReader | undefined;
    try {
      reader = this.#idle.pop() ?? new SqliteReader(this.#path);
      return await action(reader);
    } finally {
      if (reader) this.#idle.push(reader);
      this.#release();
    }
  }

  /** Waits for the reads under way. */
  async close(): Promise<void> {
    if (this.#busy > 0) {
      await new Promise<void>((resolve) => {
        this.#closed = resolve;
      });
    }
    for (const reader of this.#idle) reader.close();
    this.#direct.close();
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= maximumWaiting) {
      throw new StoreError("unavailable", "Too many reads of the store are waiting");
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the place to the next in turn. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else if (--this.#busy === 0) this.#closed?.();
  }
}
