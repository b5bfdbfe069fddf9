// Keys to work on. A key is never handed to two workers at once; added again while it waits it is
// one entry, added again while it is in work it comes once more afterwards.
// https://pkg.go.dev/k8s.io/client-go/util/workqueue
import type { Clock } from "#base";
import { noQueueMetrics, type QueueMetrics } from "./work-queue-metrics.ts";

export interface WorkQueueOptions {
  clock: Clock;
  metrics?: QueueMetrics;
}

interface Waiter {
  resolve(key: string | undefined): void;
}

export class WorkQueue {
  protected readonly clock: Clock;
  protected readonly metrics: QueueMetrics;
  readonly #order: string[] = [];
  #head = 0;
  /** Waiting, or to come again after the work in progress. Values: when it was added. */
  readonly #dirty = new Map<string, number>();
  /** In work. Values: since when. */
  readonly #processing = new Map<string, number>();
  readonly #waiters = new Set<Waiter>();
  #isShutDown = false;

  constructor(options: WorkQueueOptions) {
    this.clock = options.clock;
    this.metrics = options.metrics ?? noQueueMetrics;
  }

  /** Keys that wait for a worker. */
  get length(): number {
    return this.#order.length - this.#head;
  }

  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  add(key: string): void {
    if (this.#isShutDown || this.#dirty.has(key)) return;
    this.#dirty.set(key, this.clock.monotonic());
    this.metrics.added();
    if (!this.#processing.has(key)) this.#push(key);
  }

  /** The next key, or undefined when the queue is shut down. Follow it with done(). */
  next(): Promise<string | undefined> {
    const key = this.#take();
    if (key !== undefined || this.#isShutDown) return Promise.resolve(key);
    return new Promise((resolve) => this.#waiters.add({ resolve }));
  }

  done(key: string): void {
    const since = this.#processing.get(key);
    if (since === undefined) return;
    this.#processing.delete(key);
    this.metrics.finished((this.clock.monotonic() - since) / 1000);
    if (this.#dirty.has(key)) this.#push(key);
  }

  /** Nothing is added any more; waiting workers are told. Keys that wait are dropped. */
  shutDown(): void {
    this.#isShutDown = true;
    this.#order.length = 0;
    this.#head = 0;
    this.#dirty.clear();
    for (const waiter of this.#waiters) waiter.resolve(undefined);
    this.#waiters.clear();
    this.metrics.depth(0);
  }

  #push(key: string): void {
    this.#order.push(key);
    const waiter = this.#waiters.values().next().value;
    if (waiter) {
      this.#waiters.delete(waiter);
      waiter.resolve(this.#take());
    }
    this.metrics.depth(this.length);
  }

  #take(): string | undefined {
    const key = this.#order[this.#head];
    if (key === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#order.length) {
      this.#order.splice(0, this.#head);
      this.#head = 0;
    }
    const now = this.clock.monotonic();
    this.metrics.started((now - (this.#dirty.get(key) ?? now)) / 1000);
    this.#dirty.delete(key);
    this.#processing.set(key, now);
    this.metrics.depth(this.length);
    return key;
  }
}
