// Starts controllers over one informer factory. Each acts under its own identity, as in Kubernetes:
// system:serviceaccount:kube-system:<name>.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
import { assert, type Clock, type Random, systemRandom } from "#base";
import {
  type ApiEventRecorder,
  type Client,
  createEventRecorder,
  type InformerFactory,
  WorkQueueMetrics,
} from "#client";
import type { Logger, Metrics } from "#component-base";
import {
  ControllerMetrics,
  type Descriptor,
  declaredClient,
  type Runnable,
} from "#controller-runtime";

export interface ControllerManagerOptions {
  descriptors: readonly Descriptor[];
  /** The client that acts as a controller's service account. */
  clientFor: (name: string) => Client;
  /** Shared by all; the manager starts it, its maker stops it. */
  informers: InformerFactory;
  clock: Clock;
  random?: Random;
  log: Logger;
  metrics?: Metrics;
  /** Refuse reads and writes that a descriptor does not declare; for tests. */
  checkDeclarations?: boolean;
}

export class ControllerManager {
  readonly #options: ControllerManagerOptions;
  readonly #stop = new AbortController();
  #runnables: Runnable[] = [];
  #recorders: ApiEventRecorder[] = [];

  constructor(options: ControllerManagerOptions) {
    const names = options.descriptors.map((descriptor) => descriptor.name);
    assert(new Set(names).size === names.length, "Two controllers have one name");
    this.#options = options;
  }

  /** Resolves when the caches are full and all controllers run. */
  async start(): Promise<void> {
    const { descriptors, metrics, informers } = this.#options;
    const shared = metrics
      ? { metrics: new ControllerMetrics(metrics), queueMetrics: new WorkQueueMetrics(metrics) }
      : {};
    for (const descriptor of descriptors) this.#runnables.push(this.#build(descriptor, shared));
    informers.start();
    await informers.synced(this.#stop.signal);
    for (const runnable of this.#runnables) await runnable.start();
    this.#options.log.info("Controllers run", { count: descriptors.length });
  }

  /** Waits for the work in hand, which is aborted. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("Controller manager is stopped"));
    await Promise.all(this.#runnables.map((runnable) => runnable.stop()));
    await Promise.all(this.#recorders.map((recorder) => recorder.stop()));
  }

  #build(
    descriptor: Descriptor,
    shared: { metrics?: ControllerMetrics; queueMetrics?: WorkQueueMetrics },
  ): Runnable {
    const { clientFor, checkDeclarations, clock, informers } = this.#options;
    const { name } = descriptor;
    const own = clientFor(name);
    const client = checkDeclarations ? declaredClient(own, descriptor) : own;
    const log = this.#options.log.child({ controller: name });
    const recorder = createEventRecorder({ client: own, clock, component: name, log });
    this.#recorders.push(recorder);
    const random = this.#options.random ?? systemRandom;
    return descriptor.build({ name, client, informers, recorder, clock, random, log, ...shared });
  }
}
