// A work queue whose keys can be added for later. One timer, and none while nothing waits.
import { Heap, type Timer } from "#base";
import { WorkQueue } from "./work-queue.ts";

interface Waiting {
  key: string;
  /** Monotonic milliseconds. */
  at: number;
}

export class DelayingQueue extends WorkQueue {
  readonly #waiting = new Heap<Waiting>({
    key: (item) => item.key,
    compare: (a, b) => a.at - b.at,
  });
  #timer: Timer | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  /** Adds the key after the delay. A key that waits already keeps the earlier time. */
  addAfter(key: string, delayMilliseconds: number): void {
    if (this.isShutDown) return;
    if (delayMilliseconds <= 0) {
      this.add(key);
      return;
    }
    const at = this.clock.monotonic() + delayMilliseconds;
    const present = this.#waiting.get(key);
    if (present && present.at <= at) return;
    this.#waiting.set({ key, at });
    this.#arm();
  }

  override shutDown(): void {
    super.shutDown();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #arm(): void {
    const first = this.#waiting.peek();
    if (!first || first.at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = first.at;
    const delay = Math.max(0, first.at - this.clock.monotonic());
    this.#timer = this.clock.after(delay, () => this.#fire());
  }

  #fire(): void {
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    if (this.isShutDown) return;
    const now = this.clock.monotonic();
    for (;;) {
      const first = this.#waiting.peek();
      if (!first || first.at > now) break;
      this.#waiting.pop();
      this.add(first.key);
    }
    this.#arm();
  }
}
