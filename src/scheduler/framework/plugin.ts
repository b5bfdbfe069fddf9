// What a scheduler plugin can be. It has a name and implements the extension points it wants; the
// profile says in which order plugins run and how much their scores weigh.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/#extension-points
import type { Pod } from "#api/core/v1";
import type { Labels } from "#apimachinery";
import type { Clock } from "#base";
import type { Client, EventRecorder } from "#client";
import type { Logger } from "#component-base";
import type { ClusterEventWithHint } from "./cluster-event.ts";
import type { CycleState } from "./cycle-state.ts";
import type { NodeInfo } from "./node-info.ts";
import type { PodInfo } from "./pod-info.ts";
import type { Status } from "./status.ts";

export const maxNodeScore = 100;

/** The nodes as they were when the scheduling cycle began. */
export interface NodeLister {
  readonly all: readonly NodeInfo[];
  readonly havePodsWithAffinity: readonly NodeInfo[];
  readonly havePodsWithRequiredAntiAffinity: readonly NodeInfo[];
  get(nodeName: string): NodeInfo | undefined;
}

/** What a plugin is given when it is made. */
export interface PluginHandle {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly eventRecorder: EventRecorder;
  /** The snapshot of the present cycle. */
  readonly nodes: NodeLister;
  /** Undefined when the namespace is not known. */
  namespaceLabels(namespace: string): Labels | undefined;
}

/** A pod that waits in the queue; what QueueSort compares. */
export interface QueuedPod {
  readonly info: PodInfo;
  /** When it came into the queue last, in milliseconds. */
  readonly timestamp: number;
}

export interface PreFilterResult {
  status: Status;
  /** Only these nodes can do; absent: all of them. */
  nodeNames?: ReadonlySet<string>;
}

/** What all PreFilter plugins said together. */
export interface PreFilterResults extends PreFilterResult {
  /** The plugins that left only some nodes over. */
  namingPlugins: readonly string[];
}

/** Statuses by node, and one for all nodes that are not listed. */
export interface NodeStatuses {
  readonly byNode: ReadonlyMap<string, Status>;
  readonly absent: Status;
}

export interface PostFilterResult {
  status: Status;
  /** The node that is being made free; "" takes a nomination back, absent leaves it as it is. */
  nominatedNodeName?: string;
}

export interface PermitResult {
  status: Status;
  /** For Wait. */
  timeoutMilliseconds?: number;
}

/** All but `name` is optional; each method is one extension point. */
export interface Plugin {
  readonly name: string;
  /** What may make a pod fit that this plugin refused. Absent: every event. */
  eventsToRegister?(): readonly ClusterEventWithHint[];
  preEnqueue?(pod: Pod): Status;
  /** QueueSort: negative when `a` is tried before `b`. */
  compare?(a: QueuedPod, b: QueuedPod): number;
  preFilter?(state: CycleState, info: PodInfo): PreFilterResult;
  /** Keeps what PreFilter computed right when a pod is thought to be on the node, or gone. */
  addPod?(state: CycleState, info: PodInfo, added: PodInfo, node: NodeInfo): void;
  removePod?(state: CycleState, info: PodInfo, removed: PodInfo, node: NodeInfo): void;
  /** Never waits. */
  filter?(state: CycleState, info: PodInfo, node: NodeInfo): Status;
  postFilter?(state: CycleState, info: PodInfo, statuses: NodeStatuses): Promise<PostFilterResult>;
  preScore?(state: CycleState, info: PodInfo, nodes: readonly NodeInfo[]): Status;
  /** 0 to 100, or anything that normalizeScore brings there. Never waits. */
  score?(state: CycleState, info: PodInfo, node: NodeInfo): number;
  /** Changes the scores in place. */
  normalizeScore?(state: CycleState, info: PodInfo, scores: number[]): void;
  reserve?(state: CycleState, info: PodInfo, nodeName: string): Status;
  /** Undoes reserve; called for every plugin, also those that had not reserved yet. */
  unreserve?(state: CycleState, info: PodInfo, nodeName: string): void;
  permit?(state: CycleState, info: PodInfo, nodeName: string): PermitResult;
  preBind?(state: CycleState, info: PodInfo, binding: BindingContext): Promise<Status>;
  /** Skip leaves the pod to the next bind plugin. */
  bind?(state: CycleState, info: PodInfo, binding: BindingContext): Promise<Status>;
  postBind?(state: CycleState, info: PodInfo, nodeName: string): void;
}

export interface BindingContext {
  readonly nodeName: string;
  readonly signal: AbortSignal;
}

/** Spreads scores over 0 to 100; `reverse` makes the largest the worst. */
export function normalizeByMaximum(scores: number[], reverse: boolean): void {
  let maximum = 0;
  for (const score of scores) maximum = Math.max(maximum, score);
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? 0;
    const share = maximum === 0 ? 0 : Math.floor((maxNodeScore * score) / maximum);
    scores[index] = reverse ? maxNodeScore - share : share;
  }
}
