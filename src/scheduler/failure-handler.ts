// What happens to a pod that got no node: back to the queue, an event, and its condition says why.
import { pods } from "#api";
import type { Pod, PodCondition } from "#api/core/v1";
import { formatTime, isConflict, isNotFound } from "#apimachinery";
import type { Clock } from "#base";
import type { Client, EventRecorder, Lister } from "#client";
import type { Logger } from "#component-base";
import { podCondition } from "#component-helpers";
import { type Diagnosis, fitErrorMessage } from "./framework/fit-error.ts";
import type { Framework } from "./framework/framework.ts";
import type { Nominator } from "./framework/nominator.ts";
import { makePodInfo } from "./framework/pod-info.ts";
import { isRejected, type Status, statusMessage } from "./framework/status.ts";
import type { QueuedPodInfo } from "./queue/queued-pod.ts";
import type { SchedulingQueue } from "./queue/scheduling-queue.ts";
import type { SchedulerMetrics } from "./scheduler-metrics.ts";

export interface FailureHandlerOptions {
  client: Client;
  pods: Lister<Pod>;
  queue: SchedulingQueue;
  nominator: Nominator;
  clock: Clock;
  log: Logger;
  eventRecorder: EventRecorder;
  metrics: SchedulerMetrics;
  /** Ends what is being written. */
  signal: AbortSignal;
}

export interface Failure {
  framework: Framework;
  status: Status;
  /** When the pod was refused, in contrast to something being broken. */
  diagnosis?: Diagnosis;
  /** The node being made free for the pod; "" takes a nomination back, absent leaves it as it is. */
  nominatedNodeName?: string;
  /** By the monotonic clock. */
  startedAt: number;
}

const maxEventLength = 1024;

export class FailureHandler {
  readonly #options: FailureHandlerOptions;

  constructor(options: FailureHandlerOptions) {
    this.#options = options;
  }

  /** Never rejects; a condition that cannot be written is written at the next failure. */
  async handle(queued: QueuedPodInfo, failure: Failure): Promise<void> {
    const { log, nominator } = this.#options;
    const { status, diagnosis } = failure;
    this.#count(failure);
    const message = diagnosis ? fitErrorMessage(diagnosis) : statusMessage(status);
    if (!isRejected(status)) {
      log.error("Cannot schedule pod", { pod: queued.info.key, message, error: status.error });
    }
    const current = this.requeue(queued, diagnosis);
    if (!current) return;
    if (failure.nominatedNodeName !== undefined) {
      nominator.add(queued.info, failure.nominatedNodeName);
    }
    this.#options.eventRecorder.event(current, {
      type: "Warning",
      reason: "FailedScheduling",
      message: truncate(message),
      action: "Scheduling",
      kind: "Pod",
      apiVersion: "v1",
    });
    await this.#writeStatus(current, message, failure);
  }

  /** Back to the queue, as the API has the pod now. Undefined when it needs no node any more. */
  requeue(queued: QueuedPodInfo, diagnosis?: Diagnosis): Pod | undefined {
    const { queue, nominator } = this.#options;
    const { namespace = "", name = "" } = queued.info.pod.metadata;
    const current = this.#options.pods.get(namespace, name);
    const isGone = current?.metadata.uid !== queued.uid;
    if (!current || isGone || current.spec.nodeName) {
      queue.done(queued.uid);
      nominator.remove(queued.info);
      return undefined;
    }
    queued.info = makePodInfo(current);
    queued.unschedulablePlugins = new Set(diagnosis?.unschedulablePlugins);
    queued.pendingPlugins = new Set(diagnosis?.pendingPlugins);
    queue.addUnschedulable(queued);
    return current;
  }

  #count({ framework, status, startedAt }: Failure): void {
    const { metrics, clock } = this.#options;
    const result = isRejected(status) ? "unschedulable" : "error";
    const labels = { result, profile: framework.schedulerName };
    metrics.attempts.inc(labels);
    metrics.attemptDuration.observe(labels, (clock.monotonic() - startedAt) / 1000);
  }

  async #writeStatus(pod: Pod, message: string, failure: Failure): Promise<void> {
    const { client, clock, log, signal } = this.#options;
    const { generation } = pod.metadata;
    const old = podCondition(pod, "PodScheduled");
    const condition: PodCondition = {
      type: "PodScheduled",
      status: "False",
      reason: isRejected(failure.status) ? "Unschedulable" : "SchedulerError",
      message,
      lastTransitionTime:
        old?.status === "False" && old.lastTransitionTime
          ? old.lastTransitionTime
          : formatTime(clock.now()),
      ...(generation ? { observedGeneration: generation } : {}),
    };
    const isSame =
      old?.status === condition.status &&
      old.reason === condition.reason &&
      old.message === condition.message &&
      old.observedGeneration === condition.observedGeneration;
    const nominated = pod.status?.nominatedNodeName ?? "";
    const wanted = failure.nominatedNodeName ?? nominated;
    if (isSame && wanted === nominated) return;
    const { namespace = "", name = "", uid } = pod.metadata;
    const patch = {
      metadata: { uid },
      status: {
        ...(isSame ? {} : { conditions: [condition] }),
        ...(wanted === nominated ? {} : { nominatedNodeName: wanted || null }),
      },
    };
    try {
      const options = { type: "strategic", subresource: "status", signal } as const;
      await client.resource(pods).patch(namespace, name, patch, options);
    } catch (error) {
      // Gone, or replaced by another pod of this name.
      if (isNotFound(error) || isConflict(error) || signal.aborted) return;
      log.warn("Cannot write pod status", { pod: `${namespace}/${name}`, error });
    }
  }
}

function truncate(message: string): string {
  if (message.length <= maxEventLength) return message;
  return `${message.slice(0, maxEventLength - 4)} ...`;
}
