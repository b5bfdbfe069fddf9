// A cluster without a server, for tests of plugins: nodes and running pods, and what the default
// profile, or a single plugin of it, says about one more pod.
import type { Container, Node, NodeSpec, Pod, PodSpec } from "#api/core/v1";
import type { Labels } from "#apimachinery";
import { FakeClock, seededRandom } from "#base";
import { createClient, FakeApiServer } from "#client";
import { silentLogger } from "#component-base";
import { SchedulerCache } from "./cache/scheduler-cache.ts";
import { Snapshot } from "./cache/snapshot.ts";
import { defaultProfile } from "./default-profile.ts";
import { type FindResult, NodeFinder } from "./find-node.ts";
import { CycleState } from "./framework/cycle-state.ts";
import { fitErrorMessage } from "./framework/fit-error.ts";
import { Framework } from "./framework/framework.ts";
import { Nominator } from "./framework/nominator.ts";
import { makePodInfo } from "./framework/pod-info.ts";
import { isSuccess, statusMessage } from "./framework/status.ts";
import { WaitingPods } from "./framework/waiting-pods.ts";
import { pluginRegistry } from "./plugins/registry.ts";

export interface FakeNode {
  labels?: Record<string, string>;
  allocatable?: Record<string, string>;
  spec?: NodeSpec;
  images?: Record<string, number>;
}

export interface FakePod {
  /** Of the only container. */
  requests?: Record<string, string>;
  labels?: Record<string, string>;
  namespace?: string;
  container?: Partial<Container>;
  spec?: Partial<PodSpec>;
  /** A pod that is being deleted. */
  deletionTimestamp?: string;
}

export function fakeNode(name: string, given: FakeNode = {}): Node {
  const images = Object.entries(given.images ?? {});
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, ...given.labels } },
    spec: given.spec ?? {},
    status: {
      allocatable: { cpu: "4", memory: "8Gi", pods: "110", ...given.allocatable },
      images: images.map(([image, sizeBytes]) => ({ names: [image], sizeBytes })),
    },
  };
}

export function fakePod(name: string, given: FakePod = {}): Pod {
  const { labels, deletionTimestamp } = given;
  const resources = given.requests ? { requests: given.requests } : {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: given.namespace ?? "default",
      uid: `uid-of-${name}`,
      resourceVersion: "1",
      ...(labels ? { labels } : {}),
      ...(deletionTimestamp ? { deletionTimestamp } : {}),
    },
    spec: {
      schedulerName: defaultProfile.schedulerName,
      containers: [{ name: "main", image: "nginx", resources, ...given.container }],
      ...given.spec,
    },
  };
}

export class FakeCluster {
  readonly cache = new SchedulerCache();
  readonly snapshot = new Snapshot();
  readonly nominator = new Nominator();
  readonly framework: Framework;
  readonly #handle;

  /** `pods` name their nodes. */
  constructor(nodes: readonly Node[], pods: readonly Pod[] = [], labels?: Record<string, Labels>) {
    const clock = new FakeClock();
    const client = createClient(new FakeApiServer({ clock }));
    const eventRecorder = { event: () => {}, flush: async () => {} };
    this.#handle = {
      ...{ client, clock, eventRecorder },
      log: silentLogger,
      nodes: this.snapshot,
      namespaceLabels: (namespace: string) => labels?.[namespace],
    };
    this.framework = new Framework({
      profile: defaultProfile,
      registry: pluginRegistry,
      handle: this.#handle,
      waitingPods: new WaitingPods(clock),
    });
    for (const node of nodes) this.cache.setNode(node);
    for (const pod of pods) this.cache.setPod(pod);
    this.cache.updateSnapshot(this.snapshot);
  }

  find(pod: Pod): FindResult {
    const { snapshot: nodes, nominator } = this;
    const finder = new NodeFinder({ nodes, nominator, random: seededRandom(1) });
    return finder.find(this.framework, new CycleState(), makePodInfo(pod));
  }

  /** "" for a node that can take the pod, else the reasons why not. */
  refusals(pod: Pod): Record<string, string> {
    const state = new CycleState();
    const info = makePodInfo(pod);
    const { status, nodeNames } = this.framework.runPreFilter(state, info);
    const entries = this.snapshot.all.map((node) => {
      if (!isSuccess(status)) return [node.name, statusMessage(status)];
      if (nodeNames && !nodeNames.has(node.name)) return [node.name, "not named"];
      return [node.name, statusMessage(this.framework.runFilter(state, info, node))];
    });
    return Object.fromEntries(entries);
  }

  /** The whole message of a pod that fits nowhere. */
  async message(pod: Pod): Promise<string> {
    const result = this.find(pod);
    if (result.outcome !== "unfit") return result.outcome;
    const { statuses } = result.diagnosis;
    const post = await this.framework.runPostFilter(new CycleState(), makePodInfo(pod), statuses);
    const postFilterMessage = statusMessage(post.status);
    return fitErrorMessage({ ...result.diagnosis, postFilterMessage });
  }

  /** What one plugin gives each node; undefined when it has nothing to say. */
  scores(pluginName: string, pod: Pod): Record<string, number> | undefined {
    const plugin = pluginRegistry[pluginName]?.(this.#handle);
    const state = new CycleState();
    const info = makePodInfo(pod);
    const nodes = this.snapshot.all;
    if (plugin?.preScore?.(state, info, nodes).code === "Skip") return undefined;
    const scores = nodes.map((node) => plugin?.score?.(state, info, node) ?? 0);
    plugin?.normalizeScore?.(state, info, scores);
    return Object.fromEntries(nodes.map((node, index) => [node.name, scores[index] ?? 0]));
  }
}
