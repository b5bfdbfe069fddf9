// What must hold at every moment of a simulation, watched from outside: by an observer that sees
// the API server without faults, and at the informers of the components themselves.
import { nodes, pods, type Resource } from "#api";
import type { Node, Pod } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";
import type { Informer, InformerFactory, InformerOptions } from "#client";
import { addAmounts, isPodTerminal, podRequests, resourceAmounts } from "#component-helpers";

interface Observed {
  who: string;
  resource: Resource;
  options: InformerOptions;
  informer: Informer<KubernetesObject>;
  highestVersion: number;
}

export class SimulationInvariants {
  /** What did not hold, oldest first. */
  readonly violations: string[] = [];
  /**
   * Where the answer to a binding is lost the scheduler counts the pod as unbound until it sees it,
   * as Kubernetes' does, and the kubelet refuses what does not fit.
   */
  allowsOvercommit = false;
  readonly #observed = new Set<Observed>();
  /** Further checks that run after each step; they give what is wrong. */
  readonly #checks = new Set<() => string | undefined>();
  readonly #now: () => string;

  /** `now` gives the time in the simulation, for messages. */
  constructor(now: () => string) {
    this.#now = now;
  }

  violate(what: string): void {
    this.violations.push(`${this.#now()} ${what}`);
  }

  /** Gives a function that ends the check. */
  always(check: () => string | undefined): () => void {
    this.#checks.add(check);
    return () => this.#checks.delete(check);
  }

  check(): void {
    for (const check of this.#checks) {
      const wrong = check();
      if (wrong !== undefined) this.violate(wrong);
    }
    for (const observed of this.#observed) this.#checkVersion(observed);
  }

  /** The same factory; what its informers see is checked as long as `isAlive`. */
  observe(who: string, factory: InformerFactory): { factory: InformerFactory; forget(): void } {
    const mine = new Map<unknown, Observed>();
    const observed: InformerFactory = {
      informer: (resource, options = {}) => {
        const informer = factory.informer(resource, options);
        if (mine.has(informer)) return informer;
        const entry: Observed = {
          who,
          resource: resource as unknown as Resource,
          options,
          informer: informer as unknown as Informer<KubernetesObject>,
          highestVersion: 0,
        };
        mine.set(informer, entry);
        this.#observed.add(entry);
        this.#watchObjects(entry);
        return informer;
      },
      start: () => factory.start(),
      synced: (signal) => factory.synced(signal),
      stop: () => factory.stop(),
    };
    const forget = (): void => {
      for (const entry of mine.values()) this.#observed.delete(entry);
    };
    return { factory: observed, forget };
  }

  /** All informers that components use now. */
  get informers(): readonly Omit<Observed, "highestVersion">[] {
    return [...this.#observed];
  }

  /** No pod moves to another node, comes back from its end, or is put where there is no room. */
  watchPods(factory: InformerFactory): void {
    const podInformer = factory.informer(pods);
    const nodeInformer = factory.informer(nodes);
    podInformer.addHandler({
      add: (pod) => this.#checkRoom(pod, podInformer, nodeInformer),
      update: (pod, old) => {
        const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
        const [before, after] = [old.spec.nodeName, pod.spec.nodeName];
        if (before && before !== after) this.violate(`${name} moved from ${before} to ${after}`);
        const { phase } = pod.status ?? {};
        if (isPodTerminal(old) && old.status?.phase !== phase)
          this.violate(`${name} became ${phase} after it was ${old.status?.phase}`);
        if (!before && after) this.#checkRoom(pod, podInformer, nodeInformer);
      },
    });
  }

  #checkRoom(pod: Pod, podInformer: Informer<Pod>, nodeInformer: Informer<Node>): void {
    const { nodeName } = pod.spec;
    const node = nodeName ? nodeInformer.lister.get("", nodeName) : undefined;
    if (!node || this.allowsOvercommit) return;
    const room = resourceAmounts(node.status?.allocatable);
    const used = { pods: 0 };
    for (const other of podInformer.lister.list()) {
      if (other.spec.nodeName !== nodeName || isPodTerminal(other)) continue;
      addAmounts(used, { pods: 1, ...podRequests(other) });
    }
    for (const [resource, amount] of Object.entries(used)) {
      if (amount > (room[resource] ?? 0))
        this.violate(`${nodeName} is asked for ${amount} ${resource} and has ${room[resource]}`);
    }
  }

  #watchObjects(entry: Observed): void {
    const newest = new Map<string, number>();
    const seen = (object: KubernetesObject): void => {
      const { namespace = "", name = "", resourceVersion } = object.metadata;
      const key = `${namespace}/${name}`;
      const version = Number(resourceVersion);
      if (version <= (newest.get(key) ?? 0)) {
        const { resource } = entry.resource;
        this.violate(`${entry.who} saw ${resource} ${key} go back to version ${version}`);
      }
      newest.set(key, version);
    };
    entry.informer.addHandler({ add: seen, update: seen });
  }

  #checkVersion(entry: Observed): void {
    const version = Number(entry.informer.resourceVersion ?? 0);
    // 0: it lists anew.
    if (version !== 0 && version < entry.highestVersion)
      this.violate(`${entry.who}'s ${entry.resource.resource} went back to version ${version}`);
    entry.highestVersion = Math.max(entry.highestVersion, version);
  }
}
