// A whole cluster on one event loop: the real API server over a store in memory, all controllers,
// the scheduler and hollow nodes with real kubelets. Time is a fake clock that jumps from timer to
// timer, chance is a seed, faults are asked for by the test, and invariants are checked after each
// step. The same seed gives the same run. One simulation at a time in a process.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import { FakeClock, type Random, seededRandom, type Timer } from "#base";
import { controllerAccount } from "#bootstrap";
import {
  type Client,
  createClient,
  createEventRecorder,
  createInformerFactory,
  type InformerFactory,
} from "#client";
import { type Logger, Metrics } from "#component-base";
import { ControllerManager, controllerDescriptors } from "#controllers";
import { Scheduler } from "#scheduler";
import { makeDeterministic } from "./simulation-determinism.ts";
import { SimulationInvariants } from "./simulation-invariants.ts";
import { type NetworkFaults, NetworkPath, noFaults } from "./simulation-network.ts";
import { SimulatedNode } from "./simulation-node.ts";
import { type SimulatedServer, startSimulatedServer } from "./simulation-server.ts";

export { type NetworkFaults, noFaults } from "./simulation-network.ts";
export type { SimulatedNode } from "./simulation-node.ts";

export interface SimulationOptions {
  seed: number;
  nodes: number;
  /** Of each node. */
  cpus?: number;
  memoryBytes?: number;
}

export type ComponentName = "controllers" | "scheduler";

interface Component {
  stop(): Promise<void>;
}

/** Timers that are due within so short a time run in one step. */
const stepMilliseconds = 5;
/** Turns of the event loop without traffic after which all is at rest. */
const quietTurns = 3;
const maxTurns = 50_000;

export class Simulation {
  readonly clock = new FakeClock();
  readonly random: Random;
  readonly nodes: SimulatedNode[] = [];
  /** Sees the API server without faults. */
  readonly observer: InformerFactory;
  readonly client: Client;
  readonly invariants: SimulationInvariants;
  readonly #options: Required<SimulationOptions>;
  readonly #api: SimulatedServer;
  readonly #directory = mkdtempSync(join(tmpdir(), "cox-simulation-"));
  readonly #paths = new Map<string, NetworkPath>();
  readonly #components = new Map<ComponentName, Component>();
  readonly #log: Logger;
  readonly #restore: () => void;
  readonly #began = this.clock.now();
  #faultTimer: Timer | undefined;
  #traffic = 0;
  #isStopping = false;
  #faults: NetworkFaults = noFaults;

  /** The caller stops it. Resolves when every node is ready. */
  static async start(options: SimulationOptions): Promise<Simulation> {
    const clock = new FakeClock();
    const random = seededRandom(options.seed);
    const restore = makeDeterministic(seededRandom(random.integer(2 ** 31)));
    const api = await startSimulatedServer(clock, random);
    const simulation = new Simulation(options, { api, clock, random, restore });
    try {
      await simulation.#begin();
    } catch (error) {
      await simulation.stop();
      throw error;
    }
    return simulation;
  }

  private constructor(
    options: SimulationOptions,
    parts: { api: SimulatedServer; clock: FakeClock; random: Random; restore: () => void },
  ) {
    this.#options = { cpus: 4, memoryBytes: 8 * 2 ** 30, ...options };
    this.clock = parts.clock;
    this.#began = this.clock.now();
    this.random = parts.random;
    this.#api = parts.api;
    this.#restore = parts.restore;
    this.client = parts.api.client;
    this.observer = createInformerFactory({
      client: this.client,
      clock: this.clock,
      random: this.random,
      freeze: true,
    });
    this.invariants = new SimulationInvariants(() => `[${this.seconds.toFixed(3)} s]`);
    const fault = (message: string, fields?: Record<string, unknown>): void => {
      const text = `${message} ${String(fields?.["error"] ?? "")}`;
      if (/met a bug|is forbidden: User|TypeError|Assertion/.test(text))
        this.invariants.violate(text);
    };
    const log: Logger = {
      debug: () => {},
      info: () => {},
      warn: fault,
      error: fault,
      child: () => log,
    };
    this.#log = log;
  }

  /** Since the simulation's start. */
  get seconds(): number {
    return (this.clock.now() - this.#began) / 1000;
  }

  node(name: string): SimulatedNode {
    const node = this.nodes.find((other) => other.name === name);
    if (!node) throw new Error(`No node ${name} is simulated`);
    return node;
  }

  /** From now on, on the way of every component; `noFaults` ends them. */
  setFaults(faults: Partial<NetworkFaults>): void {
    this.#faults = { ...noFaults, ...faults };
    for (const path of this.#paths.values()) path.faults = this.#faults;
    this.#faultTimer?.cancel();
    if (this.#faults.watchBreakMilliseconds > 0) this.#breakSoon();
  }

  async startComponent(name: ComponentName): Promise<void> {
    const component = name === "controllers" ? this.#controllers() : this.#scheduler();
    this.#components.set(name, component);
    await this.drive(component.start());
  }

  /** It ends between two steps of its work, as a process that gets SIGTERM. */
  async stopComponent(name: ComponentName): Promise<void> {
    const component = this.#components.get(name);
    this.#components.delete(name);
    await this.drive(component?.stop() ?? Promise.resolve());
  }

  /** Lets time pass. Throws at the first violation. */
  async run(seconds: number): Promise<void> {
    const end = this.clock.monotonic() + seconds * 1000;
    while (this.clock.monotonic() < end) await this.#step(end);
  }

  /** Lets time pass until the promise is settled. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    const end = this.clock.monotonic() + 600_000;
    await this.#settle();
    while (!isSettled) {
      if (this.clock.monotonic() >= end) throw new Error("Nothing comes of it within 600 s");
      await this.#step(end);
    }
    return promise;
  }

  /** Lets time pass until the look gives something; a text is what is still missing. */
  async until(what: string, look: () => boolean | string, limitSeconds = 120): Promise<void> {
    const end = this.clock.monotonic() + limitSeconds * 1000;
    for (;;) {
      await this.#settle();
      const found = look();
      if (found === true) return;
      if (this.clock.monotonic() >= end)
        throw new Error(`Not within ${limitSeconds} s: ${what} (${found}), at ${this.seconds} s`);
      await this.#step(end);
    }
  }

  /** What the observer sees. */
  list<T extends KubernetesObject>(resource: Resource<T>, namespace?: string): readonly T[] {
    return this.observer.informer(resource).lister.list(namespace);
  }

  /** Begins to observe kinds, so that `list` knows them. */
  async watch(...resources: readonly Resource[]): Promise<void> {
    for (const resource of resources)
      this.observer.informer(resource as Resource<KubernetesObject>);
    this.observer.start();
    await this.drive(this.observer.synced());
  }

  async stop(): Promise<void> {
    this.setFaults(noFaults);
    this.#isStopping = true;
    const stopAll = async (): Promise<void> => {
      await Promise.all([...this.#components.values()].map((component) => component.stop()));
      await Promise.all(this.nodes.map((node) => node.stop()));
      await this.observer.stop();
      await this.#api.informers.stop();
    };
    try {
      await this.drive(stopAll());
      await this.#api.stop();
    } finally {
      this.#restore();
      for (const node of this.nodes) node.remove();
      rmSync(this.#directory, { recursive: true, force: true });
    }
  }

  async #begin(): Promise<void> {
    await this.drive(this.#api.bootstrap());
    await this.startComponent("controllers");
    await this.startComponent("scheduler");
    const addresses = Array.from({ length: this.#options.nodes }, (_, index) => index + 1);
    for (const index of addresses) this.nodes.push(this.#makeNode(index));
    await this.drive(Promise.all(this.nodes.map((node) => node.start())));
    this.invariants.watchPods(this.observer);
    this.observer.start();
    await this.drive(this.observer.synced());
  }

  #path(name: string): NetworkPath {
    const path = new NetworkPath({
      clock: this.clock,
      random: seededRandom(this.random.integer(2 ** 31)),
      onTraffic: () => {
        this.#traffic++;
      },
    });
    path.faults = this.#faults;
    this.#paths.set(name, path);
    return path;
  }

  #clientFor(name: string, path: NetworkPath, groups: readonly string[] = []): Client {
    const user = { name, groups: [...groups, "system:authenticated"], extra: {} };
    const { clock } = this;
    return createClient(path.over(this.#api.server.transportFor(user)), { clock });
  }

  #informers(who: string, client: Client): { factory: InformerFactory; forget(): void } {
    const { clock, random } = this;
    const factory = createInformerFactory({ client, clock, random, freeze: true });
    return this.invariants.observe(who, factory);
  }

  #controllers(): Component & { start(): Promise<void> } {
    const { clock, random } = this;
    const path = this.#path("controllers");
    const reader = this.#clientFor("system:kube-controller-manager", path);
    const { factory, forget } = this.#informers("controllers", reader);
    const manager = new ControllerManager({
      descriptors: controllerDescriptors({
        certificateAuthority: "PEM",
        nodeIpam: { clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 },
      }),
      clientFor: (name) => {
        const user = `system:serviceaccount:kube-system:${controllerAccount(name)}`;
        return this.#clientFor(user, path, ["system:serviceaccounts"]);
      },
      informers: factory,
      clock,
      random,
      log: this.#log,
      checkDeclarations: true,
    });
    return {
      start: () => manager.start(),
      stop: async () => {
        forget();
        await manager.stop();
        await factory.stop();
      },
    };
  }

  #scheduler(): Component & { start(): Promise<void> } {
    const { clock, random } = this;
    const client = this.#clientFor("system:kube-scheduler", this.#path("scheduler"));
    const { factory, forget } = this.#informers("scheduler", client);
    const scheduler = new Scheduler({
      client,
      informers: factory,
      clock,
      random,
      log: this.#log,
      metrics: new Metrics(),
      eventRecorder: createEventRecorder({ client, clock, component: "default-scheduler" }),
    });
    return {
      start: () => scheduler.start(),
      stop: async () => {
        forget();
        await scheduler.stop();
        await factory.stop();
      },
    };
  }

  #makeNode(index: number): SimulatedNode {
    const name = `node-${index}`;
    const network = this.#path(name);
    return new SimulatedNode({
      name,
      address: `10.0.0.${index}`,
      clock: this.clock,
      random: seededRandom(this.random.integer(2 ** 31)),
      log: this.#log,
      network,
      directory: join(this.#directory, name),
      cpus: this.#options.cpus,
      memoryBytes: this.#options.memoryBytes,
      connect: () => {
        const client = this.#clientFor(`system:node:${name}`, network, ["system:nodes"]);
        const { factory, forget } = this.#informers(name, client);
        const informers = {
          ...factory,
          stop: async () => {
            forget();
            await factory.stop();
          },
        };
        return { client, informers };
      },
    });
  }

  /** One component's connections break, then another's. */
  #breakSoon(): void {
    const mean = this.#faults.watchBreakMilliseconds / this.#paths.size;
    this.#faultTimer = this.clock.after(1 + this.random.integer(2 * mean), () => {
      const paths = [...this.#paths.values()];
      paths[this.random.integer(paths.length)]?.breakWatches();
      this.#breakSoon();
    });
  }

  async #step(end: number): Promise<void> {
    const now = this.clock.monotonic();
    const next = Math.max(this.clock.nextAt ?? end, now + stepMilliseconds);
    this.clock.advance(Math.min(next, end) - now);
    await this.#settle();
    if (this.#isStopping) return;
    this.invariants.check();
    const [violation] = this.invariants.violations;
    if (violation !== undefined) throw new Error(violation);
  }

  /** Waits until nothing happens any more without the clock. */
  async #settle(): Promise<void> {
    let quiet = 0;
    let seen = -1;
    for (let turn = 0; quiet < quietTurns; turn++) {
      if (turn > maxTurns) throw new Error("The cluster does not come to rest");
      const activity = this.#traffic + this.#api.server.revision;
      quiet = activity === seen ? quiet + 1 : 0;
      seen = activity;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
