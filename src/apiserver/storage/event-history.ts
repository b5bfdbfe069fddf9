// The last events of a resource, for watches that start from an earlier resourceVersion. Bounded by
// number and by bytes; a watch from before its beginning is told to list again.
import type { CacheEvent } from "./cache-entry.ts";

export interface HistoryLimits {
  events: number;
  bytes: number;
}

export const defaultHistoryLimits: HistoryLimits = { events: 16_384, bytes: 16 * 1024 * 1024 };
/** Kept whatever their size. */
const fewestEvents = 100;

export class EventHistory {
  readonly #limits: HistoryLimits;
  #events: (CacheEvent | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  /** Events above this revision are all here. */
  #completeAfter = 0;

  constructor(limits: HistoryLimits = defaultHistoryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#events.length - this.#first;
  }

  /** The oldest resourceVersion that a watch can start from. */
  get completeAfter(): number {
    return this.#completeAfter;
  }

  reset(revision: number): void {
    this.#events = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#completeAfter = revision;
  }

  add(event: CacheEvent): void {
    this.#events.push(event);
    this.#bytes += event.sizeBytes;
    while (
      this.size > this.#limits.events ||
      (this.#bytes > this.#limits.bytes && this.size > fewestEvents)
    ) {
      this.#drop();
    }
  }

  /** The events after the revision, in order. */
  after(revision: number): CacheEvent[] {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as CacheEvent).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low) as CacheEvent[];
  }

  #drop(): void {
    const event = this.#events[this.#first] as CacheEvent;
    this.#bytes -= event.sizeBytes;
    this.#completeAfter = event.revision;
    this.#events[this.#first] = undefined;
    this.#first++;
    // Room is given back once half of the array is unused.
    if (this.#first > 1024 && this.#first * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }
}
