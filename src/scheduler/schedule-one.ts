// One try to schedule one pod: the scheduling cycle, in which nothing else is scheduled, and then
// the binding cycle beside the next pods'.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#scheduling-cycle-binding-cycle
import { type Clock, Semaphore } from "#base";
import type { EventRecorder } from "#client";
import type { Logger } from "#component-base";
import { type BindingCycle, refusedBy } from "./binding-cycle.ts";
import type { SchedulerCache } from "./cache/scheduler-cache.ts";
import type { Snapshot } from "./cache/snapshot.ts";
import type { Failure, FailureHandler } from "./failure-handler.ts";
import type { FoundNode, NodeFinder } from "./find-node.ts";
import { CycleState } from "./framework/cycle-state.ts";
import type { Framework } from "./framework/framework.ts";
import type { PodInfo } from "./framework/pod-info.ts";
import {
  failed,
  isRejected,
  isSuccess,
  type Status,
  statusMessage,
  unresolvable,
} from "./framework/status.ts";
import type { QueuedPodInfo } from "./queue/queued-pod.ts";
import type { SchedulingQueue } from "./queue/scheduling-queue.ts";
import type { SchedulerMetrics } from "./scheduler-metrics.ts";

export interface ScheduleOneOptions {
  frameworkFor(schedulerName: string): Framework | undefined;
  queue: SchedulingQueue;
  cache: SchedulerCache;
  snapshot: Snapshot;
  finder: NodeFinder;
  bindingCycle: BindingCycle;
  failureHandler: FailureHandler;
  clock: Clock;
  log: Logger;
  eventRecorder: EventRecorder;
  metrics: SchedulerMetrics;
  /** Bindings under way at once; the next pod waits for one to end. */
  maxBindings: number;
}

interface Try {
  framework: Framework;
  state: CycleState;
  queued: QueuedPodInfo;
  startedAt: number;
}

export class ScheduleOne {
  readonly #options: ScheduleOneOptions;
  readonly #slots: Semaphore;
  readonly #bindings = new Set<Promise<void>>();

  constructor(options: ScheduleOneOptions) {
    this.#options = options;
    this.#slots = new Semaphore(options.maxBindings);
  }

  /** Never rejects. Resolves when the next pod may be tried; the binding may still be under way. */
  async run(queued: QueuedPodInfo, signal: AbortSignal): Promise<void> {
    const { queue, frameworkFor, clock, log } = this.#options;
    const framework = frameworkFor(queued.info.pod.spec.schedulerName ?? "");
    if (!framework || this.#isToSkip(queued)) return queue.done(queued.uid);
    const attempt = { framework, state: new CycleState(), queued, startedAt: clock.monotonic() };
    try {
      await this.#schedule(attempt, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error("Scheduling cycle failed", { pod: queued.info.key, error });
      this.#options.cache.forget(queued.uid);
      await this.#fail(attempt, { status: failed("", error) });
    }
  }

  /** Waits for the bindings under way. */
  async drain(): Promise<void> {
    while (this.#bindings.size > 0) await Promise.all(this.#bindings);
  }

  #isToSkip({ info, uid }: QueuedPodInfo): boolean {
    const { cache, eventRecorder } = this.#options;
    if (info.pod.metadata.deletionTimestamp !== undefined) {
      eventRecorder.event(info.pod, {
        type: "Warning",
        reason: "FailedScheduling",
        message: `skip schedule deleting pod: ${info.key}`,
        action: "Scheduling",
        kind: "Pod",
        apiVersion: "v1",
      });
      return true;
    }
    return cache.isAssumed(uid);
  }

  async #schedule(attempt: Try, signal: AbortSignal): Promise<void> {
    const { cache, snapshot, finder, metrics, clock } = this.#options;
    const { framework, state, queued, startedAt } = attempt;
    cache.updateSnapshot(snapshot);
    const result = finder.find(framework, state, queued.info);
    metrics.algorithmDuration.observe((clock.monotonic() - startedAt) / 1000);
    switch (result.outcome) {
      case "found":
        return await this.#assume(attempt, result.node, signal);
      case "no-nodes":
        return await this.#fail(attempt, {
          status: unresolvable("", "no nodes available to schedule pods"),
          nominatedNodeName: "",
        });
      case "error":
        return await this.#fail(attempt, { status: result.status, nominatedNodeName: "" });
      case "unfit": {
        const { diagnosis } = result;
        const post = await framework.runPostFilter(state, queued.info, diagnosis.statuses);
        diagnosis.postFilterMessage = statusMessage(post.status);
        const { nominatedNodeName } = post;
        return await this.#fail(attempt, {
          status: { code: "Unschedulable", reasons: [], plugin: "" },
          diagnosis,
          ...(nominatedNodeName !== undefined ? { nominatedNodeName } : {}),
        });
      }
    }
  }

  async #assume(attempt: Try, node: FoundNode, signal: AbortSignal): Promise<void> {
    const { cache } = this.#options;
    const { framework, state, queued } = attempt;
    const assumed = cache.assume(queued.info, node.nodeName);
    const reserve = framework.runReserve(state, assumed, node.nodeName);
    if (!isSuccess(reserve)) return await this.#refuse(attempt, assumed, { node, status: reserve });
    const permit = framework.runPermit(state, assumed, node.nodeName);
    if (!isSuccess(permit) && permit.code !== "Wait") {
      return await this.#refuse(attempt, assumed, { node, status: permit });
    }
    // Pods that wait for a permit, perhaps for each other's, must not use up the slots.
    const release = permit.code === "Wait" ? undefined : await this.#slots.acquire(signal);
    const binding = this.#options.bindingCycle
      .run({ ...attempt, assumed, node }, signal)
      .finally(() => {
        release?.();
        this.#bindings.delete(binding);
      });
    this.#bindings.add(binding);
  }

  async #refuse(
    attempt: Try,
    assumed: PodInfo,
    { node, status }: { node: FoundNode; status: Status },
  ): Promise<void> {
    attempt.framework.runUnreserve(attempt.state, assumed, node.nodeName);
    this.#options.cache.forget(attempt.queued.uid);
    await this.#fail(attempt, {
      status,
      nominatedNodeName: "",
      ...(isRejected(status) ? { diagnosis: refusedBy(status, node.nodeName) } : {}),
    });
  }

  async #fail(attempt: Try, failure: Omit<Failure, "framework" | "startedAt">): Promise<void> {
    const { framework, queued, startedAt } = attempt;
    await this.#options.failureHandler.handle(queued, { ...failure, framework, startedAt });
  }
}
