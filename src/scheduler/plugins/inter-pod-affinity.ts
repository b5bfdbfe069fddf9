// Places pods near to, or away from, other pods.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
import type { Node, Pod } from "#api/core/v1";
import { deepEqual } from "#base";
import { actionType, type ClusterEventWithHint } from "../framework/cluster-event.ts";
import type { CycleState } from "../framework/cycle-state.ts";
import type { NodeInfo } from "../framework/node-info.ts";
import {
  maxNodeScore,
  type Plugin,
  type PluginHandle,
  type PreFilterResult,
} from "../framework/plugin.ts";
import {
  type AffinityTerm,
  makePodInfo,
  type PodInfo,
  termMatches,
} from "../framework/pod-info.ts";
import { type Status, skip, success, unresolvable, unschedulable } from "../framework/status.ts";
import { TopologyCounts } from "../framework/topology-counts.ts";

const name = "InterPodAffinity";
const noFriends = unresolvable(name, "node(s) didn't match pod affinity rules");
const foes = unschedulable(name, "node(s) didn't match pod anti-affinity rules");
const unwelcome = unschedulable(name, "node(s) didn't satisfy existing pods anti-affinity rules");
const nothingToDo = skip(name);
const scoreKey = `${name}/score`;
/** What the required affinity of a running pod counts in the score of one it asks for. */
const hardPodAffinityWeight = 1;

/** How many pods of each kind are in each topology domain. */
class Counts {
  /** Running pods whose required anti-affinity speaks of the pod. */
  readonly existingAntiAffinity: TopologyCounts;
  /** Pods that match all required affinity terms of the pod. */
  readonly affinity: TopologyCounts;
  readonly antiAffinity: TopologyCounts;

  constructor(from?: Counts) {
    this.existingAntiAffinity = new TopologyCounts(from?.existingAntiAffinity);
    this.affinity = new TopologyCounts(from?.affinity);
    this.antiAffinity = new TopologyCounts(from?.antiAffinity);
  }

  clone(): Counts {
    return new Counts(this);
  }
}

export class InterPodAffinity implements Plugin {
  readonly name = name;
  readonly #handle: PluginHandle;

  constructor(handle: PluginHandle) {
    this.#handle = handle;
  }

  eventsToRegister(): readonly ClusterEventWithHint[] {
    return events((term, pod) => this.#doesMatch(term, pod));
  }

  preFilter(state: CycleState, info: PodInfo): PreFilterResult {
    const counts = this.#countAll(info);
    const hasTerms = info.requiredAffinity.length > 0 || info.requiredAntiAffinity.length > 0;
    if (!hasTerms && counts.existingAntiAffinity.isEmpty) return { status: nothingToDo };
    state.write(name, counts);
    return { status: success };
  }

  addPod(state: CycleState, info: PodInfo, added: PodInfo, { node }: NodeInfo): void {
    const counts = state.read<Counts>(name);
    if (counts) this.#count(counts, info, { other: added, node, by: 1 });
  }

  removePod(state: CycleState, info: PodInfo, removed: PodInfo, { node }: NodeInfo): void {
    const counts = state.read<Counts>(name);
    if (counts) this.#count(counts, info, { other: removed, node, by: -1 });
  }

  filter(state: CycleState, info: PodInfo, nodeInfo: NodeInfo): Status {
    const counts = state.read<Counts>(name);
    if (!counts) return success;
    const { node } = nodeInfo;
    if (!this.#hasFriends(counts, info, nodeInfo)) return noFriends;
    const isAmongFoes = info.requiredAntiAffinity.some(
      ({ topologyKey }) => counts.antiAffinity.get(node, topologyKey) > 0,
    );
    if (isAmongFoes) return foes;
    return counts.existingAntiAffinity.touches(node) ? unwelcome : success;
  }

  preScore(state: CycleState, info: PodInfo): Status {
    const hasTerms = info.preferredAffinity.length > 0 || info.preferredAntiAffinity.length > 0;
    const { all, havePodsWithAffinity } = this.#handle.nodes;
    const scores = new TopologyCounts();
    for (const { node, pods, podsWithAffinity } of hasTerms ? all : havePodsWithAffinity) {
      for (const other of hasTerms ? pods : podsWithAffinity) {
        if (node) this.#weigh(scores, info, { other, node });
      }
    }
    if (scores.isEmpty) return nothingToDo;
    state.write(scoreKey, scores);
    return success;
  }

  score(state: CycleState, _info: PodInfo, { node }: NodeInfo): number {
    return state.read<TopologyCounts>(scoreKey)?.sum(node) ?? 0;
  }

  normalizeScore(_state: CycleState, _info: PodInfo, scores: number[]): void {
    stretch(scores);
  }

  #doesMatch(term: AffinityTerm, pod: Pod): boolean {
    return termMatches(term, pod, this.#handle.namespaceLabels(pod.metadata.namespace ?? ""));
  }

  #countAll(info: PodInfo): Counts {
    const { all, havePodsWithRequiredAntiAffinity } = this.#handle.nodes;
    const counts = new Counts();
    for (const { node, podsWithRequiredAntiAffinity } of havePodsWithRequiredAntiAffinity) {
      for (const other of podsWithRequiredAntiAffinity) {
        this.#countExisting(counts, info, { other, node, by: 1 });
      }
    }
    if (info.requiredAffinity.length === 0 && info.requiredAntiAffinity.length === 0) return counts;
    for (const { node, pods } of all) {
      for (const other of pods) this.#countForPod(counts, info, { other, node, by: 1 });
    }
    return counts;
  }

  /** Counts a running pod in, or out. */
  #count(counts: Counts, info: PodInfo, running: Running): void {
    this.#countExisting(counts, info, running);
    this.#countForPod(counts, info, running);
  }

  #countExisting(counts: Counts, { pod }: PodInfo, { other, node, by }: Running): void {
    for (const term of other.requiredAntiAffinity) {
      if (this.#doesMatch(term, pod)) counts.existingAntiAffinity.add(node, term.topologyKey, by);
    }
  }

  #countForPod(counts: Counts, info: PodInfo, { other, node, by }: Running): void {
    const { requiredAffinity, requiredAntiAffinity } = info;
    if (requiredAffinity.every((term) => this.#doesMatch(term, other.pod))) {
      for (const { topologyKey } of requiredAffinity) counts.affinity.add(node, topologyKey, by);
    }
    for (const term of requiredAntiAffinity) {
      if (this.#doesMatch(term, other.pod)) counts.antiAffinity.add(node, term.topologyKey, by);
    }
  }

  #hasFriends(counts: Counts, { pod, requiredAffinity }: PodInfo, { node }: NodeInfo): boolean {
    const labels = node?.metadata.labels ?? {};
    if (requiredAffinity.some(({ topologyKey }) => labels[topologyKey] === undefined)) return false;
    if (requiredAffinity.every((term) => counts.affinity.get(node, term.topologyKey) > 0)) {
      return true;
    }
    // The first of a group that wants to be together goes anywhere.
    return counts.affinity.isEmpty && requiredAffinity.every((term) => this.#doesMatch(term, pod));
  }

  /** What a running pod adds to the scores of the domains it is in. */
  #weigh(scores: TopologyCounts, info: PodInfo, { other, node }: Pick<Running, "other" | "node">) {
    const add = (term: AffinityTerm, about: Pod, weight: number): void => {
      if (this.#doesMatch(term, about)) scores.add(node, term.topologyKey, weight);
    };
    for (const term of info.preferredAffinity) add(term, other.pod, term.weight);
    for (const term of info.preferredAntiAffinity) add(term, other.pod, -term.weight);
    for (const term of other.requiredAffinity) add(term, info.pod, hardPodAffinityWeight);
    for (const term of other.preferredAffinity) add(term, info.pod, term.weight);
    for (const term of other.preferredAntiAffinity) add(term, info.pod, -term.weight);
  }
}

interface Running {
  other: PodInfo;
  node: Node | undefined;
  by: number;
}

/** Spreads scores, which may be negative, over 0 to 100. */
function stretch(scores: number[]): void {
  const minimum = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const maximum = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const range = maximum - minimum;
  scores.forEach((score, index) => {
    scores[index] = range > 0 ? Math.floor((maxNodeScore * (score - minimum)) / range) : 0;
  });
}

function events(doesMatch: (term: AffinityTerm, pod: Pod) => boolean): ClusterEventWithHint[] {
  /** Whether a running pod bears on a refused one: is asked for, avoided, or avoids it itself. */
  const concerns = (pod: Pod, other: Pod | undefined): boolean => {
    if (!other) return false;
    const info = makePodInfo(pod);
    const otherInfo = makePodInfo(other);
    return (
      info.requiredAffinity.some((term) => doesMatch(term, other)) ||
      info.requiredAntiAffinity.some((term) => doesMatch(term, other)) ||
      otherInfo.requiredAntiAffinity.some((term) => doesMatch(term, pod))
    );
  };
  return [
    {
      resource: "Pod",
      actions: actionType.add | actionType.delete | actionType.updatePodLabel,
      hint: (pod, old, current) => {
        const isOwn = (current as Pod | undefined)?.metadata.uid === pod.metadata.uid;
        const isConcerned = concerns(pod, old as Pod) || concerns(pod, current as Pod);
        return isOwn || isConcerned ? "Queue" : "QueueSkip";
      },
    },
    {
      resource: "Node",
      actions: actionType.add | actionType.updateNodeLabel,
      hint: (_pod, old, current) => {
        const before = (old as Node | undefined)?.metadata.labels;
        return deepEqual(before, (current as Node).metadata.labels) ? "QueueSkip" : "Queue";
      },
    },
    { resource: "Namespace", actions: actionType.add | actionType.update },
  ];
}
