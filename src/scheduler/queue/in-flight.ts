// What happened while pods were being tried. A pod that is then refused may have missed just the
// event that makes it fit; it is held against these events before it is put aside.
import type { ClusterEvent } from "../framework/cluster-event.ts";

export interface HappenedEvent {
  event: ClusterEvent;
  old: unknown;
  current: unknown;
}

export class InFlight {
  /** The number of the first event that each pod has not seen. */
  readonly #start = new Map<string, number>();
  #events: HappenedEvent[] = [];
  /** The number of the first event that is still kept. */
  #offset = 0;

  get size(): number {
    return this.#start.size;
  }

  get eventCount(): number {
    return this.#events.length;
  }

  has(uid: string): boolean {
    return this.#start.has(uid);
  }

  add(uid: string): void {
    this.#start.set(uid, this.#offset + this.#events.length);
  }

  /** Remembered only while some pod is in flight. */
  record(happened: HappenedEvent): void {
    if (this.#start.size > 0) this.#events.push(happened);
  }

  /** The events since the pod was taken out of the queue. */
  eventsSince(uid: string): readonly HappenedEvent[] {
    const start = this.#start.get(uid);
    return start === undefined ? [] : this.#events.slice(start - this.#offset);
  }

  done(uid: string): void {
    const start = this.#start.get(uid);
    if (start === undefined) return;
    this.#start.delete(uid);
    if (this.#events.length === 0 || start > this.#offset) return;
    let oldest = this.#offset + this.#events.length;
    for (const other of this.#start.values()) oldest = Math.min(oldest, other);
    this.#events = this.#events.slice(oldest - this.#offset);
    this.#offset = oldest;
  }
}
