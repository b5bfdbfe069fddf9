// A work queue whose failing keys come back later and later: 5 ms, 10 ms, ... up to 1000 s, as in
// Kubernetes' controllers.
import { DelayingQueue } from "./delaying-queue.ts";
import type { WorkQueueOptions } from "./work-queue.ts";

export interface RateLimitedQueueOptions extends WorkQueueOptions {
  baseDelayMilliseconds?: number;
  maxDelayMilliseconds?: number;
}

export class RateLimitedQueue extends DelayingQueue {
  readonly #failures = new Map<string, number>();
  readonly #baseDelayMilliseconds: number;
  readonly #maxDelayMilliseconds: number;

  constructor(options: RateLimitedQueueOptions) {
    super(options);
    this.#baseDelayMilliseconds = options.baseDelayMilliseconds ?? 5;
    this.#maxDelayMilliseconds = options.maxDelayMilliseconds ?? 1_000_000;
  }

  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.metrics.retried();
    const delay = this.#baseDelayMilliseconds * 2 ** Math.min(failures, 40);
    this.addAfter(key, Math.min(delay, this.#maxDelayMilliseconds));
  }

  /** The key succeeded, or nobody will try it again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** How often the key failed in a row. */
  requeues(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  override shutDown(): void {
    super.shutDown();
    this.#failures.clear();
  }
}
