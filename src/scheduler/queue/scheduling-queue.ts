// The pods that want a node: active (to be tried, by priority), in back-off, and put aside until
// something happens that may help. A pod that is being tried is in none of them, but in flight.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#queueinghint
import type { Pod } from "#api/core/v1";
import { type Clock, Heap, type Timer } from "#base";
import type { Counter, Gauge } from "#component-base";
import {
  type ClusterEvent,
  clusterEvents,
  isWildcard,
  updateEvent,
} from "../framework/cluster-event.ts";
import type { PluginEvents } from "../framework/framework.ts";
import type { Nominator } from "../framework/nominator.ts";
import { makePodInfo } from "../framework/pod-info.ts";
import { isSuccess, type Status } from "../framework/status.ts";
import { BackoffQueue } from "./backoff-queue.ts";
import { type HappenedEvent, InFlight } from "./in-flight.ts";
import { podUpdateActions } from "./pod-update-actions.ts";
import { newQueuedPod, type QueuedPodInfo } from "./queued-pod.ts";
import { QueueingHints, type QueueingStrategy } from "./queueing-hints.ts";
import { UnschedulablePods } from "./unschedulable-pods.ts";

export interface SchedulingQueueOptions {
  clock: Clock;
  compare(a: QueuedPodInfo, b: QueuedPodInfo): number;
  preEnqueue(pod: Pod): Status;
  pluginEvents: readonly PluginEvents[];
  nominator: Nominator;
  initialBackoffMilliseconds?: number;
  maximumBackoffMilliseconds?: number;
  /** How long a pod is put aside at most before it is tried anyway. */
  maxUnschedulableMilliseconds?: number;
  /** By "queue" (active, backoff, unschedulable, gated). */
  pendingPods?: Gauge<"queue">;
  incomingPods?: Counter<"queue" | "event">;
}

const flushIntervalMilliseconds = 30_000;

export class SchedulingQueue {
  readonly #options: SchedulingQueueOptions;
  readonly #clock: Clock;
  readonly #active: Heap<QueuedPodInfo>;
  readonly #backoff: BackoffQueue;
  readonly #unschedulable = new UnschedulablePods();
  readonly #inFlight = new InFlight();
  readonly #hints: QueueingHints;
  #waiter: PromiseWithResolvers<void> | undefined;
  #backoffTimer: Timer | undefined;
  #flushTimer: Timer | undefined;
  #isClosed = false;

  constructor(options: SchedulingQueueOptions) {
    this.#options = options;
    this.#clock = options.clock;
    const compare = (a: QueuedPodInfo, b: QueuedPodInfo): number => options.compare(a, b);
    this.#active = new Heap({ key: (queued) => queued.uid, compare });
    this.#backoff = new BackoffQueue(
      {
        initialMilliseconds: options.initialBackoffMilliseconds ?? 1000,
        maximumMilliseconds: options.maximumBackoffMilliseconds ?? 10_000,
      },
      compare,
    );
    this.#hints = new QueueingHints(options.pluginEvents);
    this.#armFlush();
  }

  get counts(): { active: number; backoff: number; unschedulable: number; gated: number } {
    const gated = this.#unschedulable.gatedCount;
    return {
      active: this.#active.size,
      backoff: this.#backoff.size,
      unschedulable: this.#unschedulable.size - gated,
      gated,
    };
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  /** A pod that nobody has seen yet. */
  add(pod: Pod): void {
    const queued = newQueuedPod(makePodInfo(pod), this.#clock.now());
    this.#options.nominator.add(queued.info);
    this.#moveToActive(queued, clusterEvents.unscheduledPodAdd.label);
  }

  /** The pod changed while it waits, or while it is being tried. */
  update(old: Pod, pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const happened = this.#updateEvents(old, pod);
    if (this.#inFlight.has(uid)) {
      for (const event of happened) this.#inFlight.record(event);
      return;
    }
    const info = makePodInfo(pod);
    const active = this.#active.get(uid);
    const queued = active ?? this.#backoff.get(uid) ?? this.#unschedulable.get(uid);
    if (!queued) {
      this.add(pod);
      return;
    }
    queued.info = info;
    this.#options.nominator.add(info);
    if (active) {
      this.#active.set(queued);
      return;
    }
    if (!this.#unschedulable.has(uid)) {
      this.#backoff.delete(uid);
      this.#backoff.add(queued);
      return;
    }
    for (const event of happened) {
      const strategy = this.#hints.strategyFor(queued, event);
      if (strategy === "skip") continue;
      this.#unschedulable.delete(uid);
      this.#requeue(queued, strategy, event.event.label);
      break;
    }
    this.#changed();
  }

  /** The pod is gone or has got a node. */
  delete(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const queued =
      this.#active.delete(uid) ?? this.#backoff.delete(uid) ?? this.#unschedulable.delete(uid);
    if (queued) this.#options.nominator.remove(queued.info);
    this.#changed();
  }

  /** The next pod to try; it is in flight until `done` or `addUnschedulable`. Undefined once closed. */
  async pop(): Promise<QueuedPodInfo | undefined> {
    for (;;) {
      if (this.#isClosed) return undefined;
      const queued = this.#active.pop() ?? this.#popFromBackoff();
      if (queued) {
        this.#inFlight.add(queued.uid);
        queued.attempts++;
        queued.initialAttemptTime ??= this.#clock.now();
        queued.pendingPlugins = new Set();
        queued.unschedulablePlugins = new Set();
        this.#changed();
        return queued;
      }
      this.#waiter ??= Promise.withResolvers();
      await this.#waiter.promise;
    }
  }

  /** The try is over for good: the pod is bound, being bound, or gone. */
  done(uid: string): void {
    this.#inFlight.done(uid);
  }

  isInFlight(uid: string): boolean {
    return this.#inFlight.has(uid);
  }

  /**
   * The try failed. A refused pod is put aside, unless something happened meanwhile that may help;
   * a pod that met an error (no plugin refused it) is tried again after its back-off.
   */
  addUnschedulable(queued: QueuedPodInfo): void {
    const { uid } = queued;
    const isQueued =
      this.#active.has(uid) || this.#backoff.get(uid) || this.#unschedulable.has(uid);
    if (isQueued) {
      this.done(uid);
      return;
    }
    queued.timestamp = this.#clock.now();
    const isRefused = queued.unschedulablePlugins.size > 0 || queued.pendingPlugins.size > 0;
    if (isRefused) {
      queued.unschedulableCount++;
      queued.consecutiveErrorsCount = 0;
    } else queued.consecutiveErrorsCount++;
    const strategy = isRefused ? this.#strategyForMissed(queued) : "after-backoff";
    this.#inFlight.done(uid);
    this.#options.nominator.add(queued.info);
    this.#requeue(queued, strategy, isRefused ? "ScheduleAttemptFailure" : "Error");
    this.#changed();
  }

  /** Something happened: pods it may help are moved to the active queue or to back-off. */
  moveAll(event: ClusterEvent, old: unknown, current: unknown): void {
    const happened = { event, old, current };
    if (!this.#hints.isOfInterest(event)) return;
    this.#inFlight.record(happened);
    this.#move(this.#unschedulable.list(), happened);
  }

  /** Tries these pods at once, whatever they wait for. */
  activate(pods: Iterable<Pod>): void {
    for (const pod of pods) {
      const uid = pod.metadata.uid ?? "";
      const queued = this.#unschedulable.delete(uid) ?? this.#backoff.delete(uid);
      if (!queued) continue;
      this.#moveToActive(queued, clusterEvents.forceActivate.label);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#backoffTimer?.cancel();
    this.#flushTimer?.cancel();
    this.#wake();
  }

  #popFromBackoff(): QueuedPodInfo | undefined {
    const queued = this.#backoff.popEarly();
    if (!queued) return undefined;
    const status = this.#options.preEnqueue(queued.info.pod);
    if (isSuccess(status)) return queued;
    this.#gate(queued, status);
    return this.#popFromBackoff();
  }

  #strategyForMissed(queued: QueuedPodInfo): QueueingStrategy {
    let best: QueueingStrategy = "skip";
    for (const happened of this.#inFlight.eventsSince(queued.uid)) {
      const strategy = this.#hints.strategyFor(queued, happened);
      if (strategy === "immediately") return strategy;
      if (strategy === "after-backoff") best = strategy;
    }
    return best;
  }

  #move(candidates: readonly QueuedPodInfo[], happened: HappenedEvent): void {
    for (const queued of candidates) {
      if (isWildcard(happened.event) && queued.gatingPlugin) continue;
      const strategy = this.#hints.strategyFor(queued, happened);
      if (strategy === "skip") continue;
      this.#unschedulable.delete(queued.uid);
      this.#requeue(queued, strategy, happened.event.label);
    }
    this.#changed();
  }

  #requeue(queued: QueuedPodInfo, strategy: QueueingStrategy, label: string): void {
    if (strategy === "skip") {
      this.#unschedulable.set(queued);
      this.#options.incomingPods?.inc({ queue: "unschedulable", event: label });
      return;
    }
    const mustWait = this.#backoff.expirationOf(queued) > this.#clock.now();
    if (strategy === "immediately" || !mustWait) {
      this.#moveToActive(queued, label);
      return;
    }
    this.#backoff.add(queued);
    this.#options.incomingPods?.inc({ queue: "backoff", event: label });
    this.#armBackoff();
    this.#wake();
  }

  #moveToActive(queued: QueuedPodInfo, label: string): void {
    const status = this.#options.preEnqueue(queued.info.pod);
    if (!isSuccess(status)) {
      this.#gate(queued, status);
      this.#options.incomingPods?.inc({ queue: "gated", event: label });
    } else {
      queued.gatingPlugin = "";
      this.#active.set(queued);
      this.#options.incomingPods?.inc({ queue: "active", event: label });
      this.#wake();
    }
    this.#changed();
  }

  #gate(queued: QueuedPodInfo, status: Status): void {
    queued.gatingPlugin = status.plugin;
    queued.unschedulablePlugins = new Set([status.plugin]);
    this.#unschedulable.set(queued);
  }

  #updateEvents(old: Pod, pod: Pod): HappenedEvent[] {
    const actions = podUpdateActions(old, pod);
    if (actions === 0) return [];
    const event = updateEvent("UnscheduledPod", actions, "UnscheduledPodUpdate");
    return [{ event, old, current: pod }];
  }

  #armBackoff(): void {
    this.#backoffTimer?.cancel();
    this.#backoffTimer = undefined;
    const next = this.#backoff.nextExpiration();
    if (next === undefined || this.#isClosed) return;
    const delay = Math.max(0, next - this.#clock.now());
    this.#backoffTimer = this.#clock.after(delay, () => this.#flushBackoff());
  }

  #flushBackoff(): void {
    const now = this.#clock.now();
    for (let queued = this.#backoff.popExpired(now); queued; ) {
      this.#moveToActive(queued, "BackoffComplete");
      queued = this.#backoff.popExpired(now);
    }
    this.#armBackoff();
  }

  #armFlush(): void {
    if (this.#isClosed) return;
    this.#flushTimer = this.#clock.after(flushIntervalMilliseconds, () => {
      this.#flushUnschedulable();
      this.#armFlush();
    });
  }

  #flushUnschedulable(): void {
    const oldest = this.#clock.now() - (this.#options.maxUnschedulableMilliseconds ?? 5 * 60_000);
    const old = this.#unschedulable.list().filter(({ timestamp }) => timestamp < oldest);
    const event = clusterEvents.unschedulableTimeout;
    if (old.length > 0) this.#move(old, { event, old: undefined, current: undefined });
  }

  #wake(): void {
    this.#waiter?.resolve();
    this.#waiter = undefined;
  }

  #changed(): void {
    const gauge = this.#options.pendingPods;
    if (!gauge) return;
    const { counts } = this;
    for (const [queue, count] of Object.entries(counts)) gauge.set({ queue }, count);
  }
}
