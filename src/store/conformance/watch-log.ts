// A watch's sink that keeps what it is told and checks the order as it comes.
import assert from "node:assert/strict";
import type { StoreError, StoreEvent, WatchSink } from "../backend.ts";

const deadlineMilliseconds = 20_000;

export class WatchLog implements WatchSink {
  readonly received: StoreEvent[] = [];
  readonly progressed: number[] = [];
  error: StoreError | undefined;
  /** For checks: the first revision that was asked for. */
  from = 0;
  #waiting: (() => void)[] = [];
  #wrong: string | undefined;

  events(batch: readonly StoreEvent[]): void {
    if (batch.length === 0) this.#wrong ??= "an empty batch";
    if (this.error) this.#wrong ??= "events after the end";
    for (const event of batch) {
      const last = this.received.at(-1)?.item.modRevision ?? 0;
      const revision = event.item.modRevision;
      if (revision <= last) this.#wrong ??= `revision ${revision} after ${last}`;
      if (revision <= (this.progressed.at(-1) ?? 0)) {
        this.#wrong ??= `revision ${revision} after progress`;
      }
      this.received.push(event);
    }
    this.#wake();
  }

  progress(revision: number): void {
    this.progressed.push(revision);
    const last = this.received.at(-1)?.item.modRevision ?? 0;
    if (revision < last) this.#wrong ??= `progress ${revision} after revision ${last}`;
    this.#wake();
  }

  failed(error: StoreError): void {
    this.error = error;
    this.#wake();
  }

  /** Resolves when the condition holds; it is looked at after each call of the store. */
  async until(condition: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMilliseconds);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal.addEventListener("abort", () => reject(new Error("The watch never got there")), {
          once: true,
        });
      });
    }
    assert.equal(this.#wrong, undefined);
  }

  /** Waits for the event of the revision. */
  async reaches(revision: number): Promise<void> {
    await this.until(() => (this.received.at(-1)?.item.modRevision ?? 0) >= revision);
  }

  /** Each revision of a store with one key a revision, exactly once. */
  checkComplete(first: number, last: number): void {
    const revisions = this.received.map(({ item }) => item.modRevision);
    const expected = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    assert.deepEqual(revisions, expected);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
