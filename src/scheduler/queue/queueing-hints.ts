// Whether an event may make a refused pod fit: only the plugins that refused it are asked.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/4247-queueinghint
import type { Pod } from "#api/core/v1";
import {
  type ClusterEvent,
  type ClusterEventWithHint,
  isWildcard,
  matchesEvent,
} from "../framework/cluster-event.ts";
import type { PluginEvents } from "../framework/framework.ts";
import type { HappenedEvent } from "./in-flight.ts";
import type { QueuedPodInfo } from "./queued-pod.ts";

/** skip: leave it; after-backoff: try again when its back-off is over; immediately: now. */
export type QueueingStrategy = "skip" | "after-backoff" | "immediately";

export class QueueingHints {
  readonly #eventsOf: ReadonlyMap<string, readonly ClusterEventWithHint[]>;

  constructor(plugins: readonly PluginEvents[]) {
    this.#eventsOf = new Map(plugins.map(({ plugin, events }) => [plugin, events]));
  }

  /** Whether any plugin waits for such an event. */
  isOfInterest(event: ClusterEvent): boolean {
    if (isWildcard(event)) return true;
    for (const events of this.#eventsOf.values()) {
      if (events.some((registered) => matchesEvent(registered, event))) return true;
    }
    return false;
  }

  strategyFor(queued: QueuedPodInfo, happened: HappenedEvent): QueueingStrategy {
    if (isOwnPlace(queued, happened)) return "skip";
    if (queued.gatingPlugin) {
      return this.#mayHelp(queued.gatingPlugin, queued, happened) ? "after-backoff" : "skip";
    }
    const { unschedulablePlugins, pendingPlugins } = queued;
    if (unschedulablePlugins.size === 0 && pendingPlugins.size === 0) return "after-backoff";
    if (isWildcard(happened.event)) return "after-backoff";
    for (const plugin of pendingPlugins) {
      if (this.#mayHelp(plugin, queued, happened)) return "immediately";
    }
    for (const plugin of unschedulablePlugins) {
      if (this.#mayHelp(plugin, queued, happened)) return "after-backoff";
    }
    return "skip";
  }

  #mayHelp(plugin: string, queued: QueuedPodInfo, happened: HappenedEvent): boolean {
    const { event, old, current } = happened;
    return (this.#eventsOf.get(plugin) ?? []).some((registered) => {
      if (!matchesEvent(registered, event)) return false;
      return (registered.hint?.(queued.info.pod, old, current) ?? "Queue") === "Queue";
    });
  }
}

/** A pod that lost its chosen node gives room to others; to itself that is no news. */
function isOwnPlace({ uid }: QueuedPodInfo, { event, old, current }: HappenedEvent): boolean {
  if (event.resource !== "AssignedPod") return false;
  return ((old ?? current) as Pod | undefined)?.metadata.uid === uid;
}
