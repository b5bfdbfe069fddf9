// kube-scheduler: gives every pod that wants one a node.
// https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
import { namespaces, nodes, pods } from "#api";
import type { Namespace, Node, Pod } from "#api/core/v1";
import type { Clock, Random } from "#base";
import type { Client, EventRecorder, Informer, InformerFactory } from "#client";
import type { Logger, Metrics } from "#component-base";
import { BindingCycle } from "./binding-cycle.ts";
import { SchedulerCache } from "./cache/scheduler-cache.ts";
import { Snapshot } from "./cache/snapshot.ts";
import { defaultProfile } from "./default-profile.ts";
import { addEventHandlers } from "./event-handlers.ts";
import { FailureHandler } from "./failure-handler.ts";
import { NodeFinder } from "./find-node.ts";
import { Framework, type PluginFactory, type Profile } from "./framework/framework.ts";
import { Nominator } from "./framework/nominator.ts";
import { WaitingPods } from "./framework/waiting-pods.ts";
import { pluginRegistry } from "./plugins/registry.ts";
import { SchedulingQueue } from "./queue/scheduling-queue.ts";
import { ScheduleOne } from "./schedule-one.ts";
import { makeSchedulerMetrics, type SchedulerMetrics } from "./scheduler-metrics.ts";

export interface SchedulerOptions {
  client: Client;
  /** Started by the scheduler; shared with other components of the same identity. */
  informers: InformerFactory;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics: Metrics;
  /** Of the component "default-scheduler". */
  eventRecorder: EventRecorder;
  /** One for each scheduler name; the default profile when absent. */
  profiles?: readonly Profile[];
  /** By name; Kubernetes' own when absent. */
  plugins?: Readonly<Record<string, PluginFactory>>;
  /** 0 or absent: chosen by the size of the cluster. */
  percentageOfNodesToScore?: number;
  /** Bindings under way at once. */
  maxBindings?: number;
}

const defaultMaxBindings = 100;
/** How long pods may be scheduled before other work of this process gets its turn. */
const yieldMilliseconds = 5;

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #namespaces: Informer<Namespace>;
  readonly #metrics: SchedulerMetrics;
  readonly #cache = new SchedulerCache();
  readonly #snapshot = new Snapshot();
  readonly #nominator = new Nominator();
  readonly #waitingPods: WaitingPods;
  readonly #frameworks: ReadonlyMap<string, Framework>;
  readonly #queue: SchedulingQueue;
  readonly #scheduleOne: ScheduleOne;
  readonly #stop = new AbortController();
  #removeHandlers: (() => void) | undefined;
  #running: Promise<void> | undefined;

  /** Throws when a profile names an unknown plugin. */
  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#pods = options.informers.informer(pods);
    this.#nodes = options.informers.informer(nodes);
    this.#namespaces = options.informers.informer(namespaces);
    this.#metrics = makeSchedulerMetrics(options.metrics);
    this.#waitingPods = new WaitingPods(options.clock);
    this.#frameworks = this.#makeFrameworks();
    this.#queue = this.#makeQueue();
    this.#scheduleOne = this.#makeScheduleOne();
  }

  /** Resolves when the informers have synced and pods are being scheduled. */
  async start(): Promise<void> {
    const { informers } = this.#options;
    const { signal } = this.#stop;
    this.#removeHandlers = addEventHandlers({
      pods: this.#pods,
      nodes: this.#nodes,
      namespaces: this.#namespaces,
      cache: this.#cache,
      queue: this.#queue,
      waitingPods: this.#waitingPods,
      isOurs: (schedulerName) => this.#frameworks.has(schedulerName),
      onCacheChange: () => this.#countCache(),
    });
    informers.start();
    await Promise.all(
      [this.#pods, this.#nodes, this.#namespaces].map((informer) => informer.synced(signal)),
    );
    this.#running = this.#run(signal);
  }

  /** Ends the present try and waits for the bindings under way. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("Scheduler is stopped"));
    this.#removeHandlers?.();
    this.#queue.close();
    this.#waitingPods.rejectAll("scheduler is stopped");
    await this.#running;
    await this.#scheduleOne.drain();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let turnBegan = clock.monotonic();
    while (!signal.aborted) {
      const queued = await this.#queue.pop();
      if (!queued) return;
      await this.#scheduleOne.run(queued, signal);
      if (clock.monotonic() - turnBegan < yieldMilliseconds) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      turnBegan = clock.monotonic();
    }
  }

  #makeFrameworks(): ReadonlyMap<string, Framework> {
    const { client, clock, log, eventRecorder } = this.#options;
    const { lister } = this.#namespaces;
    const handle = {
      client,
      clock,
      log,
      eventRecorder,
      nodes: this.#snapshot,
      namespaceLabels: (namespace: string) => lister.get("", namespace)?.metadata.labels,
    };
    const registry = this.#options.plugins ?? pluginRegistry;
    return new Map(
      (this.#options.profiles ?? [defaultProfile]).map((profile) => [
        profile.schedulerName,
        new Framework({ profile, registry, handle, waitingPods: this.#waitingPods }),
      ]),
    );
  }

  #makeQueue(): SchedulingQueue {
    const frameworks = [...this.#frameworks.values()];
    const [first] = frameworks;
    if (!first) throw new Error("A scheduler needs at least one profile");
    return new SchedulingQueue({
      clock: this.#options.clock,
      compare: (a, b) => first.compare(a, b),
      preEnqueue: (pod) =>
        (this.#frameworks.get(pod.spec.schedulerName ?? "") ?? first).runPreEnqueue(pod),
      pluginEvents: frameworks.flatMap((framework) => framework.eventsToRegister()),
      nominator: this.#nominator,
      pendingPods: this.#metrics.pendingPods,
      incomingPods: this.#metrics.incomingPods,
    });
  }

  #makeScheduleOne(): ScheduleOne {
    const { client, clock, log, eventRecorder, random, percentageOfNodesToScore } = this.#options;
    const shared = {
      queue: this.#queue,
      cache: this.#cache,
      nominator: this.#nominator,
      clock,
      log,
      eventRecorder,
      metrics: this.#metrics,
    };
    const failureHandler = new FailureHandler({
      ...shared,
      client,
      pods: this.#pods.lister,
      signal: this.#stop.signal,
    });
    return new ScheduleOne({
      ...shared,
      frameworkFor: (schedulerName) => this.#frameworks.get(schedulerName),
      snapshot: this.#snapshot,
      finder: new NodeFinder({
        nodes: this.#snapshot,
        nominator: this.#nominator,
        random,
        ...(percentageOfNodesToScore !== undefined ? { percentageOfNodesToScore } : {}),
      }),
      bindingCycle: new BindingCycle({ ...shared, failureHandler }),
      failureHandler,
      maxBindings: this.#options.maxBindings ?? defaultMaxBindings,
    });
  }

  #countCache(): void {
    const { cacheSize } = this.#metrics;
    cacheSize.set({ type: "nodes" }, this.#cache.nodeCount);
    cacheSize.set({ type: "pods" }, this.#cache.podCount);
  }
}
