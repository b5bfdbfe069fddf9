// Runs controllers against the API server in memory under a clock that tests move. Pods get a
// kubelet only where a test plays it.
import { pods, type Resource } from "#api";
import type { Pod } from "#api/core/v1";
import { isConflict, isNotFound, type KubernetesObject } from "#apimachinery";
import { AssertionFailed, FakeClock, seededRandom } from "#base";
import {
  type Client,
  createClient,
  createInformerFactory,
  FakeApiServer,
  type InformerFactory,
} from "#client";
import { type Logger, silentLogger } from "#component-base";
import type { Descriptor } from "#controller-runtime";
import { ControllerManager } from "./manager.ts";

export class FakeControlPlane {
  readonly clock = new FakeClock();
  readonly server = new FakeApiServer({ clock: this.clock });
  readonly client: Client = createClient(this.server, { clock: this.clock });
  /** Errors that controllers logged. */
  readonly errors: unknown[] = [];
  readonly #informers: InformerFactory;
  readonly #manager: ControllerManager;

  constructor(descriptors: readonly Descriptor[]) {
    const { clock, client } = this;
    const log: Logger = {
      ...silentLogger,
      error: (_, fields) => this.errors.push(fields?.["error"]),
      child: () => log,
    };
    this.#informers = createInformerFactory({ client, clock, freeze: true });
    this.#manager = new ControllerManager({
      descriptors,
      clientFor: () => client,
      informers: this.#informers,
      clock,
      random: seededRandom(1),
      log,
      checkDeclarations: true,
    });
  }

  async start(): Promise<void> {
    await this.#manager.start();
    await this.settle();
  }

  /** Rejects when a controller met a bug. */
  async stop(): Promise<void> {
    await this.#manager.stop();
    await this.#informers.stop();
    const bug = this.errors.find(
      (error) => error instanceof AssertionFailed || error instanceof TypeError,
    );
    if (bug) throw bug;
  }

  /** Waits until nothing changes any more without the clock. */
  async settle(): Promise<void> {
    const maxTurns = 20_000;
    let quiet = 0;
    let revision = -1;
    for (let turn = 0; quiet < 60; turn++) {
      if (turn > maxTurns) throw new Error("Controllers do not come to rest");
      quiet = this.server.store.revision === revision ? quiet + 1 : 0;
      revision = this.server.store.revision;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Moves the clock in steps and lets everything settle after each. */
  async advance(milliseconds: number, stepMilliseconds = milliseconds): Promise<void> {
    for (let left = milliseconds; left > 0; left -= stepMilliseconds) {
      this.clock.advance(Math.min(left, stepMilliseconds));
      await this.settle();
    }
  }

  list<T extends KubernetesObject>(resource: Resource<T>, namespace = ""): T[] {
    return this.server.store.list(resource as Resource, namespace) as unknown as T[];
  }

  get<T extends KubernetesObject>(resource: Resource<T>, namespace: string, name: string): T {
    return this.server.store.get(resource as Resource, namespace, name) as unknown as T;
  }

  names<T extends KubernetesObject>(resource: Resource<T>, namespace = ""): string[] {
    return this.list(resource, namespace).map((object) => object.metadata.name ?? "");
  }

  /** Plays the kubelet: all pods that are not ready become so; deleted ones go. */
  async runPods(
    options: { nodeName?: string; except?: (pod: Pod) => boolean } = {},
  ): Promise<void> {
    const client = this.client.resource(pods);
    for (const pod of this.list(pods)) {
      const { namespace = "", name = "", deletionTimestamp } = pod.metadata;
      try {
        if (deletionTimestamp) await client.delete(namespace, name, { gracePeriodSeconds: 0 });
        else if (!options.except?.(pod)) await this.setReady(pod, true, options.nodeName);
      } catch (error) {
        // A controller was faster; a kubelet would try again.
        if (!isConflict(error) && !isNotFound(error)) throw error;
      }
    }
    await this.settle();
  }

  async setReady(pod: Pod, isReady: boolean, nodeName = "node-1"): Promise<void> {
    const client = this.client.resource(pods);
    const { namespace = "", name = "" } = pod.metadata;
    let fresh = this.get(pods, namespace, name);
    if (!fresh.spec.nodeName) {
      fresh = await client.update({ ...fresh, spec: { ...fresh.spec, nodeName } });
    }
    const ready = fresh.status?.conditions?.find((condition) => condition.type === "Ready");
    const status = isReady ? "True" : "False";
    if (ready?.status === status) return;
    const lastTransitionTime = new Date(this.clock.now()).toISOString().replace(/\.\d+Z/, "Z");
    const conditions = [{ type: "Ready", status, lastTransitionTime }];
    const podIP = fresh.status?.podIP ?? `10.244.0.${this.#addresses++}`;
    await client.updateStatus({
      ...fresh,
      status: { ...fresh.status, phase: "Running", podIP, podIPs: [{ ip: podIP }], conditions },
    });
  }

  #addresses = 2;
}
