// What plugins remember while one pod is being scheduled, and which of them have nothing to do.
import type { NodeInfo } from "./node-info.ts";
import type { PodInfo } from "./pod-info.ts";
import type { Status } from "./status.ts";

interface ActiveFilter {
  filter(state: CycleState, info: PodInfo, node: NodeInfo): Status;
}

export class CycleState {
  readonly #data: Map<string, unknown>;
  /** Plugins whose Filter is left out because their PreFilter said Skip. */
  readonly skipFilterPlugins: Set<string>;
  /** Plugins whose Score is left out because their PreScore said Skip. */
  readonly skipScorePlugins: Set<string>;
  /** The Filter plugins that are left, worked out once for all nodes. */
  activeFilters: readonly ActiveFilter[] | undefined;
  /** Plugins whose PreBind is left out. */
  readonly skipPreBindPlugins: Set<string>;

  constructor(from?: CycleState) {
    this.#data = new Map();
    this.activeFilters = from?.activeFilters;
    this.skipFilterPlugins = new Set(from?.skipFilterPlugins);
    this.skipScorePlugins = new Set(from?.skipScorePlugins);
    this.skipPreBindPlugins = new Set(from?.skipPreBindPlugins);
    if (!from) return;
    for (const [key, value] of from.#data) this.#data.set(key, cloneData(value));
  }

  write(key: string, value: unknown): void {
    this.#data.set(key, value);
  }

  /** The value that a plugin wrote under its own key. */
  read<T>(key: string): T | undefined {
    return this.#data.get(key) as T | undefined;
  }

  /** Data with a `clone` method is cloned, other data shared. */
  clone(): CycleState {
    return new CycleState(this);
  }
}

function cloneData(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { clone } = value as { clone?: unknown };
  return typeof clone === "function" ? clone.call(value) : value;
}
