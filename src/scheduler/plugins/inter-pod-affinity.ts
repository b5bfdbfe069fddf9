// Places pods near to, or away from, other pods.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
import type { Node, Pod } from "#api/core/v1";
import { deepEqual } from "#base";
import { actionType, type ClusterEventWithHint } from "../framework/cluster-event.ts";
import type { NodeInfo } from "../framework/node-info.ts";
import { maxNodeScore, type Plugin, type PluginHandle } from "../framework/plugin.ts";
import {
  type AffinityTerm,
  makePodInfo,
  type PodInfo,
  termMatches,
} from "../framework/pod-info.ts";
import { skip, success, unresolvable, unschedulable } from "../framework/status.ts";
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

export function interPodAffinity(handle: PluginHandle): Plugin {
  const doesMatch = (term: AffinityTerm, pod: Pod): boolean =>
    termMatches(term, pod, handle.namespaceLabels(pod.metadata.namespace ?? ""));

  /** Counts a running pod in, or out with -1. */
  const count = (counts: Counts, info: PodInfo, other: PodInfo, at: At): void => {
    const { node, by } = at;
    for (const term of other.requiredAntiAffinity) {
      if (doesMatch(term, info.pod)) counts.existingAntiAffinity.add(node, term.topologyKey, by);
    }
    countForPod(counts, info, other, at);
  };

  const countForPod = (counts: Counts, info: PodInfo, other: PodInfo, { node, by }: At): void => {
    const { requiredAffinity, requiredAntiAffinity } = info;
    if (
      requiredAffinity.length > 0 &&
      requiredAffinity.every((term) => doesMatch(term, other.pod))
    ) {
      for (const term of requiredAffinity) counts.affinity.add(node, term.topologyKey, by);
    }
    for (const term of requiredAntiAffinity) {
      if (doesMatch(term, other.pod)) counts.antiAffinity.add(node, term.topologyKey, by);
    }
  };

  const countAll = (info: PodInfo): Counts => {
    const counts = new Counts();
    for (const { node, podsWithRequiredAntiAffinity } of handle.nodes
      .havePodsWithRequiredAntiAffinity) {
      for (const other of podsWithRequiredAntiAffinity) {
        for (const term of other.requiredAntiAffinity) {
          if (doesMatch(term, info.pod)) counts.existingAntiAffinity.add(node, term.topologyKey, 1);
        }
      }
    }
    if (info.requiredAffinity.length === 0 && info.requiredAntiAffinity.length === 0) return counts;
    for (const { node, pods } of handle.nodes.all) {
      for (const other of pods) countForPod(counts, info, other, { node, by: 1 });
    }
    return counts;
  };

  const hasFriends = (counts: Counts, info: PodInfo, { node }: NodeInfo): boolean => {
    const { requiredAffinity } = info;
    const labels = node?.metadata.labels ?? {};
    if (requiredAffinity.some(({ topologyKey }) => labels[topologyKey] === undefined)) return false;
    if (requiredAffinity.every((term) => counts.affinity.get(node, term.topologyKey) > 0)) {
      return true;
    }
    // The first of a group that wants to be together goes anywhere.
    return counts.affinity.isEmpty && requiredAffinity.every((term) => doesMatch(term, info.pod));
  };

  /** What a running pod adds to the scores of the domains it is in. */
  const weigh = (scores: TopologyCounts, info: PodInfo, other: PodInfo, node: Node): void => {
    const add = (
      terms: readonly AffinityTerm[],
      about: Pod,
      weight: (t: AffinityTerm) => number,
    ) => {
      for (const term of terms) {
        if (doesMatch(term, about)) scores.add(node, term.topologyKey, weight(term));
      }
    };
    const own = (term: AffinityTerm): number => (term as { weight?: number }).weight ?? 0;
    add(info.preferredAffinity, other.pod, own);
    add(info.preferredAntiAffinity, other.pod, (term) => -own(term));
    add(other.requiredAffinity, info.pod, () => hardPodAffinityWeight);
    add(other.preferredAffinity, info.pod, own);
    add(other.preferredAntiAffinity, info.pod, (term) => -own(term));
  };

  return {
    name,
    eventsToRegister: () => events(doesMatch),
    preFilter(state, info) {
      const counts = countAll(info);
      const hasTerms = info.requiredAffinity.length > 0 || info.requiredAntiAffinity.length > 0;
      if (!hasTerms && counts.existingAntiAffinity.isEmpty) return { status: nothingToDo };
      state.write(name, counts);
      return { status: success };
    },
    addPod(state, info, added, { node }) {
      const counts = state.read<Counts>(name);
      if (counts) count(counts, info, added, { node, by: 1 });
    },
    removePod(state, info, removed, { node }) {
      const counts = state.read<Counts>(name);
      if (counts) count(counts, info, removed, { node, by: -1 });
    },
    filter(state, info, nodeInfo) {
      const counts = state.read<Counts>(name);
      if (!counts) return success;
      const { node } = nodeInfo;
      if (!hasFriends(counts, info, nodeInfo)) return noFriends;
      if (info.requiredAntiAffinity.some((t) => counts.antiAffinity.get(node, t.topologyKey) > 0)) {
        return foes;
      }
      return counts.existingAntiAffinity.touches(node) ? unwelcome : success;
    },
    preScore(state, info) {
      const hasTerms = info.preferredAffinity.length > 0 || info.preferredAntiAffinity.length > 0;
      const { all, havePodsWithAffinity } = handle.nodes;
      const scores = new TopologyCounts();
      for (const { node, pods, podsWithAffinity } of hasTerms ? all : havePodsWithAffinity) {
        for (const other of hasTerms ? pods : podsWithAffinity) {
          if (node) weigh(scores, info, other, node);
        }
      }
      if (scores.isEmpty) return nothingToDo;
      state.write(scoreKey, scores);
      return success;
    },
    score: (state, _info, { node }) => state.read<TopologyCounts>(scoreKey)?.sum(node) ?? 0,
    normalizeScore: (_state, _info, scores) => stretch(scores),
  };
}

interface At {
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
  /** Whether a running pod bears on a refused one: it is asked for, avoided, or avoids it itself. */
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
