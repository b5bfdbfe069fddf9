// Pods that wait a while before they are tried again: longer with each refusal.
import { type BackoffOptions, backoffMilliseconds, Heap } from "#base";
import type { QueuedPodInfo } from "./queued-pod.ts";

export interface BackoffLimits {
  /** 1 s. */
  initialMilliseconds: number;
  /** 10 s. */
  maximumMilliseconds: number;
}

export class BackoffQueue {
  readonly #limits: BackoffOptions;
  /** Refused pods; these may be tried early when nothing else waits. */
  readonly #refused: Heap<QueuedPodInfo>;
  /** Pods that met an error; these always sit their time out. */
  readonly #failed: Heap<QueuedPodInfo>;

  constructor(limits: BackoffLimits, compare: (a: QueuedPodInfo, b: QueuedPodInfo) => number) {
    this.#limits = limits;
    const options = {
      key: (queued: QueuedPodInfo): string => queued.uid,
      compare: (a: QueuedPodInfo, b: QueuedPodInfo): number =>
        a.backoffExpiration - b.backoffExpiration || compare(a, b),
    };
    this.#refused = new Heap(options);
    this.#failed = new Heap(options);
  }

  get size(): number {
    return this.#refused.size + this.#failed.size;
  }

  /** When the pod may be tried again; a time that is past: at once. */
  expirationOf(queued: QueuedPodInfo): number {
    const count = queued.consecutiveErrorsCount || queued.unschedulableCount;
    if (count === 0) return 0;
    return queued.timestamp + backoffMilliseconds(this.#limits, count - 1);
  }

  add(queued: QueuedPodInfo): void {
    queued.backoffExpiration = this.expirationOf(queued);
    const heap = queued.consecutiveErrorsCount > 0 ? this.#failed : this.#refused;
    heap.set(queued);
  }

  get(uid: string): QueuedPodInfo | undefined {
    return this.#refused.get(uid) ?? this.#failed.get(uid);
  }

  delete(uid: string): QueuedPodInfo | undefined {
    return this.#refused.delete(uid) ?? this.#failed.delete(uid);
  }

  /** The refused pod whose time is over first, although it is not over yet. */
  popEarly(): QueuedPodInfo | undefined {
    return this.#refused.pop();
  }

  /** The next pod whose time is over. */
  popExpired(now: number): QueuedPodInfo | undefined {
    for (const heap of [this.#refused, this.#failed]) {
      const first = heap.peek();
      if (first && first.backoffExpiration <= now) return heap.pop();
    }
    return undefined;
  }

  /** When the next pod's time is over. */
  nextExpiration(): number | undefined {
    const times = [this.#refused.peek(), this.#failed.peek()].flatMap((queued) =>
      queued ? [queued.backoffExpiration] : [],
    );
    return times.length ? Math.min(...times) : undefined;
  }

  list(): QueuedPodInfo[] {
    return [...this.#refused.values(), ...this.#failed.values()];
  }
}
