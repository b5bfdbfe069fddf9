// Binds a pod to the node that was chosen for it: waits for its permit, prepares, binds. Runs
// beside the scheduling of other pods; only so many at once.
import { isConflict, isNotFound } from "#apimachinery";
import type { Clock } from "#base";
import type { EventRecorder } from "#client";
import type { Logger } from "#component-base";
import type { SchedulerCache } from "./cache/scheduler-cache.ts";
import type { FailureHandler } from "./failure-handler.ts";
import type { FoundNode } from "./find-node.ts";
import { clusterEvents } from "./framework/cluster-event.ts";
import type { CycleState } from "./framework/cycle-state.ts";
import { blame, type Diagnosis } from "./framework/fit-error.ts";
import type { Framework } from "./framework/framework.ts";
import type { Nominator } from "./framework/nominator.ts";
import type { PodInfo } from "./framework/pod-info.ts";
import { isRejected, isSuccess, type Status, unresolvable } from "./framework/status.ts";
import type { QueuedPodInfo } from "./queue/queued-pod.ts";
import type { SchedulingQueue } from "./queue/scheduling-queue.ts";
import type { SchedulerMetrics } from "./scheduler-metrics.ts";

export interface BindingCycleOptions {
  queue: SchedulingQueue;
  cache: SchedulerCache;
  nominator: Nominator;
  clock: Clock;
  log: Logger;
  eventRecorder: EventRecorder;
  metrics: SchedulerMetrics;
  failureHandler: FailureHandler;
}

export interface ChosenNode {
  framework: Framework;
  state: CycleState;
  queued: QueuedPodInfo;
  /** The pod as if it ran on the node. */
  assumed: PodInfo;
  node: FoundNode;
  /** By the monotonic clock. */
  startedAt: number;
}

export class BindingCycle {
  readonly #options: BindingCycleOptions;

  constructor(options: BindingCycleOptions) {
    this.#options = options;
  }

  /** Never rejects: a pod that cannot be bound goes back to the queue. */
  async run(chosen: ChosenNode, signal: AbortSignal): Promise<void> {
    const { metrics, log } = this.#options;
    metrics.goroutines.inc({ operation: "binding" });
    try {
      const status = await this.#bind(chosen, signal);
      if (!isSuccess(status) && !signal.aborted) await this.#fail(chosen, status);
    } catch (error) {
      log.error("Binding cycle failed", { pod: chosen.assumed.key, error });
      await this.#fail(chosen, { code: "Error", reasons: [String(error)], plugin: "", error });
    } finally {
      metrics.goroutines.dec({ operation: "binding" });
    }
  }

  async #bind(chosen: ChosenNode, signal: AbortSignal): Promise<Status> {
    const { framework, state, queued, assumed, node } = chosen;
    const { queue, cache, clock } = this.#options;
    const { nodeName } = node;
    const permit = await framework.waitOnPermit(assumed.pod);
    if (!isSuccess(permit)) return permit;
    // From here on no plugin can refuse the pod, so no event needs to be remembered for it.
    queue.done(queued.uid);
    const binding = { nodeName, signal };
    const preBind = await framework.runPreBind(state, assumed, binding);
    if (!isSuccess(preBind)) return preBind;
    const bound = await framework.runBind(state, assumed, binding);
    if (!isSuccess(bound)) return bound;
    cache.finishBinding(queued.uid, clock.now());
    this.#succeeded(chosen);
    framework.runPostBind(state, assumed, nodeName);
    return bound;
  }

  #succeeded({ framework, queued, assumed, node, startedAt }: ChosenNode): void {
    const { eventRecorder, metrics, clock, nominator } = this.#options;
    const profile = framework.schedulerName;
    nominator.remove(assumed);
    eventRecorder.event(assumed.pod, {
      type: "Normal",
      reason: "Scheduled",
      message: `Successfully assigned ${assumed.key} to ${node.nodeName}`,
      action: "Binding",
      kind: "Pod",
      apiVersion: "v1",
    });
    metrics.attempts.inc({ result: "scheduled", profile });
    metrics.attemptDuration.observe(
      { result: "scheduled", profile },
      (clock.monotonic() - startedAt) / 1000,
    );
    metrics.podAttempts.observe(queued.attempts);
    const since = queued.initialAttemptTime ?? clock.now();
    const attempts = queued.attempts >= 15 ? "15+" : String(queued.attempts);
    metrics.sliDuration.observe({ attempts }, (clock.now() - since) / 1000);
  }

  async #fail(chosen: ChosenNode, status: Status): Promise<void> {
    const { framework, state, queued, assumed, node } = chosen;
    const { queue, cache, failureHandler } = this.#options;
    framework.runUnreserve(state, assumed, node.nodeName);
    // A forgotten pod gives its place back, as a deleted one does.
    if (cache.forget(queued.uid)) {
      queue.moveAll(clusterEvents.assignedPodDelete, assumed.pod, undefined);
    }
    if (isNotFound(status.error)) {
      queue.done(queued.uid);
      return;
    }
    // Somebody else bound or deleted the pod: the informer will tell. Otherwise it is tried again.
    if (isConflict(status.error)) {
      failureHandler.requeue(queued);
      return;
    }
    await failureHandler.handle(queued, {
      framework,
      startedAt: chosen.startedAt,
      ...(isRejected(status)
        ? { status, diagnosis: refusedBy(status, node.nodeName) }
        : { status }),
    });
  }
}

/** The diagnosis of a pod that its chosen node lost to a refusal by Reserve or Permit. */
export function refusedBy(status: Status, nodeName: string): Diagnosis {
  const diagnosis: Diagnosis = {
    allNodes: 1,
    statuses: { byNode: new Map([[nodeName, status]]), absent: unresolvable("") },
    unschedulablePlugins: new Set(),
    pendingPlugins: new Set(),
    preFilterMessage: "",
    postFilterMessage: "",
  };
  blame(diagnosis, status);
  return diagnosis;
}
