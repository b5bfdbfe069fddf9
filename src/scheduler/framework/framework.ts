// Runs the plugins of one profile at each extension point.
// https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/
import type { Pod } from "#api/core/v1";
import { assert } from "#base";
import type { ClusterEventWithHint } from "./cluster-event.ts";
import { actionType } from "./cluster-event.ts";
import type { CycleState } from "./cycle-state.ts";
import type { NodeInfo } from "./node-info.ts";
import {
  type BindingContext,
  maxNodeScore,
  type NodeStatuses,
  type Plugin,
  type PluginHandle,
  type PostFilterResult,
  type PreFilterResults,
  type QueuedPod,
} from "./plugin.ts";
import type { PodInfo } from "./pod-info.ts";
import { failed, isRejected, isSuccess, type Status, success, unresolvable } from "./status.ts";
import type { WaitingPods } from "./waiting-pods.ts";

export interface ProfilePlugin {
  name: string;
  /** Of its score; 1 when absent. */
  weight?: number;
}

export interface Profile {
  schedulerName: string;
  /** In the order in which they run. */
  plugins: readonly ProfilePlugin[];
}

export type PluginFactory = (handle: PluginHandle) => Plugin;

export interface PluginEvents {
  readonly plugin: string;
  readonly events: readonly ClusterEventWithHint[];
}

export interface NodeScore {
  node: NodeInfo;
  score: number;
}

/** A longer wait for a permit than this is cut. */
const maxPermitMilliseconds = 15 * 60_000;

type With<K extends keyof Plugin> = Plugin & Required<Pick<Plugin, K>>;

export interface FrameworkOptions {
  profile: Profile;
  registry: Readonly<Record<string, PluginFactory>>;
  handle: PluginHandle;
  waitingPods: WaitingPods;
}

export class Framework {
  readonly schedulerName: string;
  readonly #waitingPods: WaitingPods;
  readonly #plugins: readonly Plugin[];
  readonly #byPoint = new Map<keyof Plugin, readonly Plugin[]>();
  readonly #preFilters: readonly With<"preFilter">[];
  readonly #filters: readonly With<"filter">[];
  readonly #scores: readonly { plugin: With<"score">; weight: number }[];

  /** Throws when the profile names an unknown plugin, or not exactly one way to sort the queue. */
  constructor(options: FrameworkOptions) {
    const { profile, registry, handle } = options;
    this.schedulerName = profile.schedulerName;
    this.#waitingPods = options.waitingPods;
    this.#plugins = profile.plugins.map(({ name }) => {
      const factory = Object.hasOwn(registry, name) ? registry[name] : undefined;
      if (!factory) throw new Error(`Scheduler plugin "${name}" does not exist`);
      return factory(handle);
    });
    this.#preFilters = this.#having("preFilter");
    this.#filters = this.#having("filter");
    this.#scores = this.#having("score").map((plugin) => ({
      plugin,
      weight: profile.plugins.find(({ name }) => name === plugin.name)?.weight ?? 1,
    }));
    if (this.#having("compare").length !== 1) {
      throw new Error(`Profile "${this.schedulerName}" needs exactly one queue sort plugin`);
    }
    if (this.#having("bind").length === 0) {
      throw new Error(`Profile "${this.schedulerName}" needs a bind plugin`);
    }
  }

  compare(a: QueuedPod, b: QueuedPod): number {
    const [plugin] = this.#having("compare");
    assert(plugin, "A profile has one queue sort plugin");
    return plugin.compare(a, b);
  }

  /** What each plugin that can refuse a pod waits for. */
  eventsToRegister(): readonly PluginEvents[] {
    return this.#plugins
      .filter((plugin) =>
        (["preEnqueue", "preFilter", "filter", "reserve", "permit"] as const).some(
          (point) => plugin[point] !== undefined,
        ),
      )
      .map((plugin) => ({
        plugin: plugin.name,
        events: plugin.eventsToRegister?.() ?? [{ resource: "*", actions: actionType.all }],
      }));
  }

  /** Whether the pod may be tried at all; the first refusal counts. */
  runPreEnqueue(pod: Pod): Status {
    for (const plugin of this.#having("preEnqueue")) {
      const status = plugin.preEnqueue(pod);
      if (!isSuccess(status)) return status;
    }
    return success;
  }

  runPreFilter(state: CycleState, info: PodInfo): PreFilterResults {
    let nodeNames: ReadonlySet<string> | undefined;
    const namingPlugins: string[] = [];
    let refusal: Status | undefined;
    for (const plugin of this.#preFilters) {
      const result = plugin.preFilter(state, info);
      if (result.status.code === "Skip") {
        state.skipFilterPlugins.add(plugin.name);
        continue;
      }
      if (result.status.code === "UnschedulableAndUnresolvable") {
        return { status: result.status, namingPlugins };
      }
      if (isRejected(result.status)) {
        // A later plugin may say that nothing helps, so the others are asked too.
        refusal ??= result.status;
        continue;
      }
      if (!isSuccess(result.status)) return { status: result.status, namingPlugins };
      if (!result.nodeNames) continue;
      namingPlugins.push(plugin.name);
      nodeNames = nodeNames ? nodeNames.intersection(result.nodeNames) : result.nodeNames;
      if (nodeNames.size === 0) {
        const [only] = namingPlugins;
        const message =
          namingPlugins.length === 1
            ? `node(s) didn't satisfy plugin ${only}`
            : `node(s) didn't satisfy plugin(s) [${namingPlugins.join(" ")}] simultaneously`;
        return { status: unresolvable(plugin.name, message), namingPlugins };
      }
    }
    if (refusal) return { status: refusal, namingPlugins };
    return { status: success, namingPlugins, ...(nodeNames ? { nodeNames } : {}) };
  }

  runAddPod(state: CycleState, info: PodInfo, added: PodInfo, node: NodeInfo): void {
    for (const plugin of this.#plugins) {
      if (!state.skipFilterPlugins.has(plugin.name)) plugin.addPod?.(state, info, added, node);
    }
  }

  runRemovePod(state: CycleState, info: PodInfo, removed: PodInfo, node: NodeInfo): void {
    for (const plugin of this.#plugins) {
      if (!state.skipFilterPlugins.has(plugin.name)) {
        plugin.removePod?.(state, info, removed, node);
      }
    }
  }

  runFilter(state: CycleState, info: PodInfo, node: NodeInfo): Status {
    state.activeFilters ??= this.#filters.filter(({ name }) => !state.skipFilterPlugins.has(name));
    for (const plugin of state.activeFilters) {
      const status = plugin.filter(state, info, node);
      if (status.code !== "Success") return status;
    }
    return success;
  }

  async runPostFilter(
    state: CycleState,
    info: PodInfo,
    statuses: NodeStatuses,
  ): Promise<PostFilterResult> {
    const reasons: string[] = [];
    let nominatedNodeName: string | undefined;
    for (const plugin of this.#having("postFilter")) {
      const result = await plugin.postFilter(state, info, statuses);
      const { code } = result.status;
      if (code === "Success" || code === "UnschedulableAndUnresolvable") return result;
      if (!isRejected(result.status)) return { status: result.status };
      nominatedNodeName = result.nominatedNodeName ?? nominatedNodeName;
      reasons.push(...result.status.reasons);
    }
    return {
      status: { code: "Unschedulable", reasons, plugin: "" },
      ...(nominatedNodeName !== undefined ? { nominatedNodeName } : {}),
    };
  }

  runPreScore(state: CycleState, info: PodInfo, nodes: readonly NodeInfo[]): Status {
    for (const plugin of this.#having("preScore")) {
      const status = plugin.preScore(state, info, nodes);
      if (status.code === "Skip") state.skipScorePlugins.add(plugin.name);
      else if (status.code !== "Success") return status;
    }
    return success;
  }

  /** The weighted sum of all scores for each node, in the order of `nodes`. */
  runScore(state: CycleState, info: PodInfo, nodes: readonly NodeInfo[]): number[] {
    const totals = new Array<number>(nodes.length).fill(0);
    for (const { plugin, weight } of this.#scores) {
      if (state.skipScorePlugins.has(plugin.name)) continue;
      const scores = nodes.map((node) => plugin.score(state, info, node));
      plugin.normalizeScore?.(state, info, scores);
      for (let index = 0; index < scores.length; index++) {
        const score = scores[index] ?? 0;
        assert(
          score >= 0 && score <= maxNodeScore,
          `Plugin "${plugin.name}" gave the score ${score}, not 0 to ${maxNodeScore}`,
        );
        totals[index] = (totals[index] ?? 0) + score * weight;
      }
    }
    return totals;
  }

  runReserve(state: CycleState, info: PodInfo, nodeName: string): Status {
    for (const plugin of this.#having("reserve")) {
      const status = plugin.reserve(state, info, nodeName);
      if (!isSuccess(status)) return status;
    }
    return success;
  }

  runUnreserve(state: CycleState, info: PodInfo, nodeName: string): void {
    for (const plugin of this.#having("unreserve").toReversed()) {
      plugin.unreserve(state, info, nodeName);
    }
  }

  /** Wait: `waitOnPermit` tells how it ends. */
  runPermit(state: CycleState, info: PodInfo, nodeName: string): Status {
    const waits = new Map<string, number>();
    for (const plugin of this.#having("permit")) {
      const { status, timeoutMilliseconds = maxPermitMilliseconds } = plugin.permit(
        state,
        info,
        nodeName,
      );
      if (status.code === "Wait") {
        waits.set(plugin.name, Math.min(timeoutMilliseconds, maxPermitMilliseconds));
      } else if (!isSuccess(status)) return status;
    }
    if (waits.size === 0) return success;
    this.#waitingPods.add(info.pod, waits);
    return { code: "Wait", reasons: [], plugin: "" };
  }

  waitOnPermit(pod: Pod): Promise<Status> {
    return this.#waitingPods.wait(pod.metadata.uid ?? "");
  }

  async runPreBind(state: CycleState, info: PodInfo, binding: BindingContext): Promise<Status> {
    for (const plugin of this.#having("preBind")) {
      if (state.skipPreBindPlugins.has(plugin.name)) continue;
      const status = await plugin.preBind(state, info, binding);
      if (!isSuccess(status)) return status;
    }
    return success;
  }

  async runBind(state: CycleState, info: PodInfo, binding: BindingContext): Promise<Status> {
    for (const plugin of this.#having("bind")) {
      const status = await plugin.bind(state, info, binding);
      if (status.code !== "Skip") return status;
    }
    return failed("", new Error("No bind plugin took the pod"));
  }

  runPostBind(state: CycleState, info: PodInfo, nodeName: string): void {
    for (const plugin of this.#having("postBind")) plugin.postBind(state, info, nodeName);
  }

  /** The plugins that implement an extension point, in their order. */
  #having<K extends keyof Plugin>(point: K): readonly With<K>[] {
    let plugins = this.#byPoint.get(point);
    if (!plugins) {
      plugins = this.#plugins.filter((plugin) => plugin[point] !== undefined);
      this.#byPoint.set(point, plugins);
    }
    return plugins as readonly With<K>[];
  }
}
