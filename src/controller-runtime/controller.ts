// The reconcile loop that all controllers share: a queue of keys, some workers, retries with
// back-off. No key is worked on twice at once; a fault in one key never stops the others.

import { isAlreadyExists, isConflict, isNotFound } from "#apimachinery";
import { AssertionFailed, type Clock } from "#base";
import { type QueueMetrics, RateLimitedQueue } from "#client";
import type { Logger } from "#component-base";
import type { ControllerMetrics, ReconcileOutcome } from "./controller-metrics.ts";
import { type Reconcile, TerminalError } from "./reconciler.ts";

export interface ControllerOptions {
  /** "deployment-controller" */
  name: string;
  clock: Clock;
  log: Logger;
  reconcile: Reconcile;
  /** Keys in work at once. */
  workers?: number;
  metrics?: ControllerMetrics;
  queueMetrics?: QueueMetrics;
  baseDelayMilliseconds?: number;
  maxDelayMilliseconds?: number;
}

export class Controller {
  readonly queue: RateLimitedQueue;
  readonly #options: ControllerOptions;
  readonly #stop = new AbortController();
  #workers: Promise<void>[] = [];

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { clock, queueMetrics, baseDelayMilliseconds, maxDelayMilliseconds } = options;
    this.queue = new RateLimitedQueue({
      clock,
      ...(queueMetrics ? { metrics: queueMetrics } : {}),
      ...(baseDelayMilliseconds !== undefined ? { baseDelayMilliseconds } : {}),
      ...(maxDelayMilliseconds !== undefined ? { maxDelayMilliseconds } : {}),
    });
  }

  get name(): string {
    return this.#options.name;
  }

  enqueue(key: string): void {
    this.queue.add(key);
  }

  enqueueAfter(key: string, delayMilliseconds: number): void {
    this.queue.addAfter(key, delayMilliseconds);
  }

  start(): Promise<void> {
    const count = this.#options.workers ?? 1;
    this.#workers = Array.from({ length: count }, () => this.#work());
    return Promise.resolve();
  }

  /** Aborts what is in work and waits for it. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("Controller is stopped"));
    this.queue.shutDown();
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    for (let key = await this.queue.next(); key !== undefined; key = await this.queue.next()) {
      const startedAt = this.#options.clock.monotonic();
      const outcome = await this.#reconcile(key);
      const seconds = (this.#options.clock.monotonic() - startedAt) / 1000;
      this.#options.metrics?.reconciled(this.name, outcome, seconds);
      this.queue.done(key);
    }
  }

  async #reconcile(key: string): Promise<ReconcileOutcome> {
    try {
      const result = await this.#options.reconcile(key, this.#stop.signal);
      this.queue.forget(key);
      if (result === "done") return "success";
      this.queue.addAfter(key, result.afterMilliseconds);
      return "requeue_after";
    } catch (error) {
      return this.#fail(key, error);
    }
  }

  #fail(key: string, error: unknown): ReconcileOutcome {
    if (this.#stop.signal.aborted) return "error";
    const { log } = this.#options;
    if (error instanceof TerminalError) {
      this.queue.forget(key);
      log.error("Reconcile failed for good", { controller: this.name, key, error });
      return "terminal_error";
    }
    this.queue.addRateLimited(key);
    if (error instanceof AssertionFailed || error instanceof TypeError) {
      log.error("Reconcile met a bug", { controller: this.name, key, error });
      return "panic";
    }
    // Somebody else was faster, or the cache is behind: ordinary, the retry sees the new state.
    if (isConflict(error) || isNotFound(error) || isAlreadyExists(error)) {
      log.debug("Reconcile is repeated", { controller: this.name, key, error });
    } else log.warn("Reconcile failed", { controller: this.name, key, error });
    return "error";
  }
}
