// Kubernetes' work queue metrics, labelled with the queue's name.
// https://kubernetes.io/docs/reference/instrumentation/metrics/
import type { Metrics } from "#component-base";

export interface QueueMetrics {
  added(): void;
  retried(): void;
  depth(length: number): void;
  started(waitedSeconds: number): void;
  finished(workedSeconds: number): void;
}

const nothing = (): void => {};
export const noQueueMetrics: QueueMetrics = {
  added: nothing,
  retried: nothing,
  depth: nothing,
  started: nothing,
  finished: nothing,
};

const buckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];

/** Registers the metrics once; forQueue() gives those of one queue. */
export class WorkQueueMetrics {
  readonly #adds;
  readonly #retries;
  readonly #depth;
  readonly #waited;
  readonly #worked;

  constructor(metrics: Metrics) {
    const labels = ["name"] as const;
    this.#adds = metrics.counter(
      "workqueue_adds_total",
      "Total number of adds handled by workqueue",
      labels,
    );
    this.#retries = metrics.counter(
      "workqueue_retries_total",
      "Total number of retries handled by workqueue",
      labels,
    );
    this.#depth = metrics.gauge("workqueue_depth", "Current depth of workqueue", labels);
    this.#waited = metrics.histogram(
      "workqueue_queue_duration_seconds",
      "How long in seconds an item stays in workqueue before being requested",
      buckets,
      labels,
    );
    this.#worked = metrics.histogram(
      "workqueue_work_duration_seconds",
      "How long in seconds processing an item from workqueue takes",
      buckets,
      labels,
    );
  }

  forQueue(name: string): QueueMetrics {
    const adds = this.#adds.labels({ name });
    const retries = this.#retries.labels({ name });
    const depth = this.#depth.labels({ name });
    const waited = this.#waited.labels({ name });
    const worked = this.#worked.labels({ name });
    return {
      added: () => adds.inc(),
      retried: () => retries.inc(),
      depth: (length) => depth.set(length),
      started: (seconds) => waited.observe(seconds),
      finished: (seconds) => worked.observe(seconds),
    };
  }
}
