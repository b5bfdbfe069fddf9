// What the kubelet counts. https://kubernetes.io/docs/reference/instrumentation/metrics/
import type { Pod } from "#api/core/v1";
import type { Clock } from "#base";
import type { Metrics } from "#component-base";
import type { PodSyncer } from "./pod-workers.ts";

export interface KubeletMetrics {
  /** A pod runs for the first time, so long after it was first seen here. */
  podStarted(seconds: number): void;
  containerStarted(): void;
  containerFailedToStart(reason: string): void;
  /** Measures each step of the workers. */
  measured(syncer: PodSyncer): PodSyncer;
}

const workerBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const startBuckets = [0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10, 30, 60, 300];

export function kubeletMetrics(metrics: Metrics, clock: Clock): KubeletMetrics {
  const started = metrics.histogram(
    "kubelet_pod_start_duration_seconds",
    "Duration in seconds from the kubelet seeing a pod for the first time to the pod starting to run",
    startBuckets,
  );
  const steps = metrics.histogram(
    "kubelet_pod_worker_duration_seconds",
    "Duration in seconds to sync a single pod, by operation",
    workerBuckets,
    ["operation_type"],
  );
  const containers = metrics.counter(
    "kubelet_started_containers_total",
    "Cumulative number of containers started",
  );
  const errors = metrics.counter(
    "kubelet_started_containers_errors_total",
    "Cumulative number of errors when starting containers",
    ["code"],
  );
  const measure = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = clock.monotonic();
    try {
      return await work();
    } finally {
      steps.observe({ operation_type: operation }, (clock.monotonic() - startedAt) / 1000);
    }
  };
  return {
    podStarted: (seconds) => started.observe(seconds),
    containerStarted: () => containers.inc(),
    containerFailedToStart: (code) => errors.inc({ code }),
    measured: (syncer) => ({
      syncPod: (pod, signal) => measure("sync", () => syncer.syncPod(pod, signal)),
      syncTerminatingPod: (pod, options, signal) =>
        measure("terminating", () => syncer.syncTerminatingPod(pod, options, signal)),
      syncTerminatedPod: (pod, signal) =>
        measure("terminated", () => syncer.syncTerminatedPod(pod, signal)),
      forgetPod: (pod: Pod) => measure("forget", () => syncer.forgetPod(pod)),
    }),
  };
}
