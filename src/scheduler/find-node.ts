// Finds the node for one pod: filters nodes until enough of them can take it, scores those, and
// picks the best. Never waits. In a large cluster not every node is looked at each time; the next
// pod goes on where this one stopped, so that all nodes get their turn.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduler-perf-tuning/
import type { Random } from "#base";
import type { CycleState } from "./framework/cycle-state.ts";
import { blame, type Diagnosis } from "./framework/fit-error.ts";
import type { Framework } from "./framework/framework.ts";
import type { NodeInfo } from "./framework/node-info.ts";
import type { Nominator } from "./framework/nominator.ts";
import type { NodeLister, PreFilterResults } from "./framework/plugin.ts";
import type { PodInfo } from "./framework/pod-info.ts";
import {
  isRejected,
  isSuccess,
  type Status,
  statusMessage,
  success,
  unresolvable,
} from "./framework/status.ts";

/** So many nodes are always looked for, when there are as many. */
const minFeasibleNodes = 100;
const minFeasiblePercentage = 5;

export interface FoundNode {
  nodeName: string;
  evaluatedNodes: number;
  feasibleNodes: number;
}

export type FindResult =
  | { outcome: "found"; node: FoundNode }
  | { outcome: "no-nodes" }
  | { outcome: "unfit"; diagnosis: Diagnosis }
  | { outcome: "error"; status: Status };

export interface NodeFinderOptions {
  nodes: NodeLister;
  nominator: Nominator;
  random: Random;
  /** The search ends when this share of all nodes fits; 0: chosen by the size of the cluster. */
  percentageOfNodesToScore?: number;
}

/** How many nodes that fit are enough. */
export function feasibleNodesToFind(allNodes: number, percentage = 0): number {
  if (allNodes < minFeasibleNodes) return allNodes;
  const adaptive = Math.max(minFeasiblePercentage, 50 - Math.floor(allNodes / 125));
  const wanted = Math.floor((allNodes * (percentage || adaptive)) / 100);
  return Math.min(allNodes, Math.max(minFeasibleNodes, wanted));
}

interface Search {
  framework: Framework;
  state: CycleState;
  info: PodInfo;
}

export class NodeFinder {
  readonly #options: NodeFinderOptions;
  #nextStart = 0;

  constructor(options: NodeFinderOptions) {
    this.#options = options;
  }

  find(framework: Framework, state: CycleState, info: PodInfo): FindResult {
    const search = { framework, state, info };
    const { all } = this.#options.nodes;
    if (all.length === 0) return { outcome: "no-nodes" };
    const preFilter = framework.runPreFilter(state, info);
    const diagnosis = newDiagnosis(all.length, preFilter);
    if (!isSuccess(preFilter.status)) {
      if (!isRejected(preFilter.status)) return { outcome: "error", status: preFilter.status };
      diagnosis.preFilterMessage = statusMessage(preFilter.status);
      blame(diagnosis, preFilter.status);
      return { outcome: "unfit", diagnosis };
    }
    const statuses = new Map<string, Status>();
    diagnosis.statuses = { ...diagnosis.statuses, byNode: statuses };
    const nominated = this.#nominatedNode(search);
    if (nominated) return found(nominated, 1, 1);
    const broken = { status: success };
    const feasible = this.#filter(search, { nodeNames: preFilter.nodeNames, statuses, broken });
    if (!isSuccess(broken.status)) return { outcome: "error", status: broken.status };
    const [first] = feasible;
    if (!first) {
      for (const status of statuses.values()) blame(diagnosis, status);
      for (const plugin of preFilter.namingPlugins) diagnosis.unschedulablePlugins.add(plugin);
      return { outcome: "unfit", diagnosis };
    }
    const evaluated = feasible.length + statuses.size;
    if (feasible.length === 1) return found(first, evaluated, 1);
    const preScore = framework.runPreScore(state, info, feasible);
    if (!isSuccess(preScore)) return { outcome: "error", status: preScore };
    const best = this.#pickBest(feasible, framework.runScore(state, info, feasible));
    return found(best, evaluated, feasible.length);
  }

  /** Whether the pod fits the node, also when pods come that were promised a place there. */
  fits({ framework, state, info }: Search, node: NodeInfo): Status {
    const promised = this.#options.nominator.size === 0 ? [] : this.#promised(info, node);
    if (promised.length > 0) {
      const nodeWithThem = node.clone();
      const stateWithThem = state.clone();
      for (const other of promised) {
        nodeWithThem.addPod(other);
        framework.runAddPod(stateWithThem, info, other, nodeWithThem);
      }
      const status = framework.runFilter(stateWithThem, info, nodeWithThem);
      if (!isSuccess(status)) return status;
    }
    // Also without them: they may never come, and the pod may need none of them there.
    return framework.runFilter(state, info, node);
  }

  #promised(info: PodInfo, node: NodeInfo): PodInfo[] {
    const priority = info.pod.spec.priority ?? 0;
    return this.#options.nominator
      .podsOn(node.name)
      .filter(
        ({ pod }) =>
          pod.metadata.uid !== info.pod.metadata.uid && (pod.spec.priority ?? 0) >= priority,
      );
  }

  /** The node that was made free for the pod, when it fits there now. */
  #nominatedNode(search: Search): NodeInfo | undefined {
    const nodeName = search.info.pod.status?.nominatedNodeName;
    const node = nodeName ? this.#options.nodes.get(nodeName) : undefined;
    return node && isSuccess(this.fits(search, node)) ? node : undefined;
  }

  #filter(
    search: Search,
    pass: {
      nodeNames: ReadonlySet<string> | undefined;
      statuses: Map<string, Status>;
      broken: { status: Status };
    },
  ): NodeInfo[] {
    const { nodes, percentageOfNodesToScore } = this.#options;
    const candidates = pass.nodeNames
      ? [...pass.nodeNames].flatMap((name) => nodes.get(name) ?? [])
      : nodes.all;
    const enough = feasibleNodesToFind(candidates.length, percentageOfNodesToScore);
    const feasible: NodeInfo[] = [];
    let processed = 0;
    for (; processed < candidates.length && feasible.length < enough; processed++) {
      const node = candidates[(this.#nextStart + processed) % candidates.length] as NodeInfo;
      const status = this.fits(search, node);
      if (status.code === "Success") feasible.push(node);
      else if (isRejected(status)) pass.statuses.set(node.name, status);
      else {
        pass.broken.status = status;
        break;
      }
    }
    this.#nextStart = (this.#nextStart + processed) % nodes.all.length;
    return feasible;
  }

  /** One of the best at random, each with the same chance. */
  #pickBest(nodes: readonly NodeInfo[], scores: readonly number[]): NodeInfo {
    let best = nodes[0] as NodeInfo;
    let bestScore = scores[0] ?? 0;
    let equals = 1;
    for (let index = 1; index < nodes.length; index++) {
      const score = scores[index] ?? 0;
      if (score < bestScore) continue;
      equals = score > bestScore ? 1 : equals + 1;
      if (equals === 1 || this.#options.random.integer(equals) === 0) {
        best = nodes[index] as NodeInfo;
      }
      bestScore = score;
    }
    return best;
  }
}

function found(node: NodeInfo, evaluatedNodes: number, feasibleNodes: number): FindResult {
  return { outcome: "found", node: { nodeName: node.name, evaluatedNodes, feasibleNodes } };
}

function newDiagnosis(allNodes: number, preFilter: PreFilterResults): Diagnosis {
  const { status, namingPlugins } = preFilter;
  const reasons =
    namingPlugins.length > 0
      ? [`node(s) didn't satisfy plugin(s) [${[...namingPlugins].sort().join(" ")}]`]
      : [];
  return {
    allNodes,
    statuses: {
      byNode: new Map(),
      absent: isSuccess(status) ? unresolvable("", ...reasons) : status,
    },
    unschedulablePlugins: new Set(),
    pendingPlugins: new Set(),
    preFilterMessage: "",
    postFilterMessage: "",
  };
}
