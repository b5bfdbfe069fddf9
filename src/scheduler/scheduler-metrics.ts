// The scheduler's metrics, named and labelled as Kubernetes' own.
// https://kubernetes.io/docs/reference/instrumentation/metrics/
import type { Counter, Gauge, Histogram, Metrics } from "#component-base";

export type AttemptResult = "scheduled" | "unschedulable" | "error";

export interface SchedulerMetrics {
  attempts: Counter<"result" | "profile">;
  /** Seconds from taking a pod out of the queue to its binding, or to its refusal. */
  attemptDuration: Histogram<"result" | "profile">;
  /** Seconds to find a node. */
  algorithmDuration: Histogram;
  /** Seconds from the first try to the binding. */
  sliDuration: Histogram<"attempts">;
  podAttempts: Histogram;
  pendingPods: Gauge<"queue">;
  incomingPods: Counter<"queue" | "event">;
  cacheSize: Gauge<"type">;
  goroutines: Gauge<"operation">;
}

export function makeSchedulerMetrics(metrics: Metrics): SchedulerMetrics {
  return {
    attempts: metrics.counter(
      "scheduler_schedule_attempts_total",
      "Number of attempts to schedule pods, by the result. 'unschedulable' means a pod could not be scheduled, while 'error' means an internal scheduler problem.",
      ["result", "profile"],
    ),
    attemptDuration: metrics.histogram(
      "scheduler_scheduling_attempt_duration_seconds",
      "Scheduling attempt latency in seconds (scheduling algorithm + binding)",
      doubling(0.001, 15),
      ["result", "profile"],
    ),
    algorithmDuration: metrics.histogram(
      "scheduler_scheduling_algorithm_duration_seconds",
      "Scheduling algorithm latency in seconds",
      doubling(0.001, 15),
    ),
    sliDuration: metrics.histogram(
      "scheduler_pod_scheduling_sli_duration_seconds",
      "E2e latency for a pod being scheduled, from the time the pod enters the scheduling queue and might involve multiple scheduling attempts.",
      doubling(0.01, 20),
      ["attempts"],
    ),
    podAttempts: metrics.histogram(
      "scheduler_pod_scheduling_attempts",
      "Number of attempts to successfully schedule a pod.",
      [1, 2, 4, 8, 16],
    ),
    pendingPods: metrics.gauge(
      "scheduler_pending_pods",
      "Number of pending pods, by the queue type. 'active' means number of pods in activeQ; 'backoff' means number of pods in backoffQ; 'unschedulable' means number of pods in unschedulablePods that the scheduler attempted to schedule and failed; 'gated' is the number of unschedulable pods that the scheduler never attempted to schedule because they are gated.",
      ["queue"],
    ),
    incomingPods: metrics.counter(
      "scheduler_queue_incoming_pods_total",
      "Number of pods added to scheduling queues by event and queue type.",
      ["queue", "event"],
    ),
    cacheSize: metrics.gauge(
      "scheduler_scheduler_cache_size",
      "Number of nodes, pods, and assumed (bound) pods in the scheduler cache.",
      ["type"],
    ),
    goroutines: metrics.gauge(
      "scheduler_goroutines",
      "Number of running goroutines split by the work they do such as binding.",
      ["operation"],
    ),
  };
}

function doubling(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first * 2 ** index);
}
