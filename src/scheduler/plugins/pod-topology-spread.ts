// Spreads pods over zones, nodes or other domains.
// https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
import type { Node, Pod, TopologySpreadConstraint } from "#api/core/v1";
import { compileLabelSelector, type LabelSelector, type Selector } from "#apimachinery";
import { findUntoleratedTaint, matchesRequiredNodeAffinity } from "#component-helpers";
import { actionType, type ClusterEventWithHint } from "../framework/cluster-event.ts";
import type { CycleState } from "../framework/cycle-state.ts";
import type { NodeInfo } from "../framework/node-info.ts";
import {
  maxNodeScore,
  type NodeLister,
  type Plugin,
  type PluginHandle,
  type PreFilterResult,
} from "../framework/plugin.ts";
import type { PodInfo } from "../framework/pod-info.ts";
import { type Status, skip, success, unresolvable, unschedulable } from "../framework/status.ts";

const name = "PodTopologySpread";
const skewed = unschedulable(name, "node(s) didn't match pod topology spread constraints");
const withoutLabel = unresolvable(
  name,
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
const nothingToDo = skip(name);
const scoreKey = `${name}/score`;
/** The score of a node that lacks a label; out of the range of real scores. */
const ignored = -1;

interface Constraint {
  topologyKey: string;
  maxSkew: number;
  minDomains: number;
  selector: Selector;
  /** The pod itself counts. */
  matchesSelf: boolean;
  honorsAffinity: boolean;
  honorsTaints: boolean;
  /** Matching pods in each domain. */
  counts: Map<string, number>;
}

class Spread {
  readonly constraints: readonly Constraint[];

  constructor(constraints: readonly Constraint[]) {
    this.constraints = constraints;
  }

  clone(): Spread {
    return new Spread(this.constraints.map((c) => ({ ...c, counts: new Map(c.counts) })));
  }

  /** Counts one pod on the node in, or out with -1. */
  count(pod: Pod, other: Pod, at: { node: Node | undefined; by: number }): void {
    if (!isCounted(pod, other)) return;
    for (const constraint of this.constraints) {
      if (!at.node || !includesNode(constraint, pod, at.node)) continue;
      if (!constraint.selector.matches(other.metadata.labels)) continue;
      const value = at.node.metadata.labels?.[constraint.topologyKey];
      const count = value === undefined ? undefined : constraint.counts.get(value);
      if (value !== undefined && count !== undefined) constraint.counts.set(value, count + at.by);
    }
  }
}

export class PodTopologySpread implements Plugin {
  readonly name = name;
  readonly #nodes: NodeLister;

  constructor(handle: PluginHandle) {
    this.#nodes = handle.nodes;
  }

  eventsToRegister(): readonly ClusterEventWithHint[] {
    const { add, delete: gone, updateNodeLabel, updateNodeTaint, updatePodLabel } = actionType;
    return [
      {
        resource: "Pod",
        actions: add | gone | updatePodLabel,
        hint: (pod, old, current) =>
          concerns(pod, old as Pod) || concerns(pod, current as Pod) ? "Queue" : "QueueSkip",
      },
      { resource: "Node", actions: add | gone | updateNodeLabel | updateNodeTaint },
    ];
  }

  preFilter(state: CycleState, { pod }: PodInfo): PreFilterResult {
    const constraints = constraintsOf(pod, "DoNotSchedule");
    if (constraints.length === 0) return { status: nothingToDo };
    countPods(constraints, pod, this.#nodes.all);
    state.write(name, new Spread(constraints));
    return { status: success };
  }

  addPod(state: CycleState, info: PodInfo, added: PodInfo, { node }: NodeInfo): void {
    state.read<Spread>(name)?.count(info.pod, added.pod, { node, by: 1 });
  }

  removePod(state: CycleState, info: PodInfo, removed: PodInfo, { node }: NodeInfo): void {
    state.read<Spread>(name)?.count(info.pod, removed.pod, { node, by: -1 });
  }

  filter(state: CycleState, _info: PodInfo, { node }: NodeInfo): Status {
    for (const constraint of state.read<Spread>(name)?.constraints ?? []) {
      const { counts, minDomains, matchesSelf, maxSkew } = constraint;
      const value = node?.metadata.labels?.[constraint.topologyKey];
      if (value === undefined) return withoutLabel;
      const least = counts.size < minDomains ? 0 : smallest(counts);
      const there = (counts.get(value) ?? 0) + (matchesSelf ? 1 : 0);
      if (there - least > maxSkew) return skewed;
    }
    return success;
  }

  preScore(state: CycleState, { pod }: PodInfo, nodes: readonly NodeInfo[]): Status {
    const constraints = constraintsOf(pod, "ScheduleAnyway");
    if (constraints.length === 0) return nothingToDo;
    countPods(constraints, pod, this.#nodes.all);
    state.write(scoreKey, weighted(constraints, nodes));
    return success;
  }

  score(state: CycleState, _info: PodInfo, node: NodeInfo): number {
    return scoreOf(state.read<Weighted[]>(scoreKey) ?? [], node);
  }

  normalizeScore(_state: CycleState, _info: PodInfo, scores: number[]): void {
    normalize(scores);
  }
}

interface Weighted extends Constraint {
  weight: number;
}

/** The more domains there are, the more they weigh: a few zones do not outweigh all nodes. */
function weighted(constraints: readonly Constraint[], nodes: readonly NodeInfo[]): Weighted[] {
  return constraints.map((constraint) => {
    const domains = new Set(
      nodes.map(({ node }) => node?.metadata.labels?.[constraint.topologyKey]),
    );
    domains.delete(undefined);
    return { ...constraint, weight: Math.log(domains.size + 2) };
  });
}

function scoreOf(constraints: readonly Weighted[], { node }: NodeInfo): number {
  let score = 0;
  for (const { topologyKey, counts, weight, maxSkew } of constraints) {
    const value = node?.metadata.labels?.[topologyKey];
    if (value === undefined) return ignored;
    score += (counts.get(value) ?? 0) * weight + (maxSkew - 1);
  }
  return Math.round(score);
}

/** Few matching pods are good. */
function normalize(scores: number[]): void {
  const real = scores.filter((score) => score !== ignored);
  const minimum = real.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const maximum = real.reduce((a, b) => Math.max(a, b), 0);
  scores.forEach((score, index) => {
    if (score === ignored) scores[index] = 0;
    else if (maximum === 0) scores[index] = maxNodeScore;
    else scores[index] = Math.floor((maxNodeScore * (maximum + minimum - score)) / maximum);
  });
}

function constraintsOf(
  pod: Pod,
  kind: TopologySpreadConstraint["whenUnsatisfiable"],
): Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === kind)
    .map((constraint) => {
      const selector = selectorOf(pod, constraint);
      return {
        topologyKey: constraint.topologyKey,
        maxSkew: constraint.maxSkew,
        minDomains: constraint.minDomains ?? 1,
        selector,
        matchesSelf: selector.matches(pod.metadata.labels),
        honorsAffinity: constraint.nodeAffinityPolicy !== "Ignore",
        honorsTaints: constraint.nodeTaintsPolicy === "Honor",
        counts: new Map(),
      };
    });
}

/** The pod's own values of matchLabelKeys are part of the selector. */
function selectorOf(pod: Pod, constraint: TopologySpreadConstraint): Selector {
  const selector = (constraint.labelSelector ?? {}) as LabelSelector;
  const own = (constraint.matchLabelKeys ?? []).flatMap((key) => {
    const value = pod.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator: "In", values: [value] }];
  });
  if (!constraint.labelSelector && own.length === 0) return compileLabelSelector(undefined);
  return compileLabelSelector({
    ...selector,
    matchExpressions: [...(selector.matchExpressions ?? []), ...own],
  });
}

function countPods(constraints: readonly Constraint[], pod: Pod, nodes: readonly NodeInfo[]): void {
  for (const { node, pods } of nodes) {
    const labels = node?.metadata.labels ?? {};
    // Only nodes that are in a domain of each constraint count at all.
    if (!node || constraints.some(({ topologyKey }) => labels[topologyKey] === undefined)) continue;
    for (const constraint of constraints) {
      if (!includesNode(constraint, pod, node)) continue;
      const value = labels[constraint.topologyKey] ?? "";
      const matching = countMatching(constraint, pod, pods);
      constraint.counts.set(value, (constraint.counts.get(value) ?? 0) + matching);
    }
  }
}

function countMatching({ selector }: Constraint, pod: Pod, others: readonly PodInfo[]): number {
  let count = 0;
  for (const { pod: other } of others) {
    if (isCounted(pod, other) && selector.matches(other.metadata.labels)) count++;
  }
  return count;
}

function isCounted(pod: Pod, other: Pod): boolean {
  return (
    other.metadata.namespace === pod.metadata.namespace &&
    other.metadata.deletionTimestamp === undefined
  );
}

function includesNode(constraint: Constraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesRequiredNodeAffinity(pod, node)) return false;
  if (!constraint.honorsTaints) return true;
  const effects = ["NoSchedule", "NoExecute"] as const;
  return !findUntoleratedTaint(node.spec?.taints, pod.spec.tolerations, effects);
}

function smallest(counts: ReadonlyMap<string, number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const count of counts.values()) least = Math.min(least, count);
  return counts.size === 0 ? 0 : least;
}

/** Whether a pod that came, went or changed bears on where the refused one may go. */
function concerns(pod: Pod, other: Pod | undefined): boolean {
  if (!other) return false;
  if (other.metadata.uid === pod.metadata.uid) return true;
  if (other.metadata.namespace !== pod.metadata.namespace) return false;
  return constraintsOf(pod, "DoNotSchedule").some(({ selector }) =>
    selector.matches(other.metadata.labels),
  );
}
