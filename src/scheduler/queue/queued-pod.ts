// A pod in the scheduling queue with the history of its tries.
import type { QueuedPod } from "../framework/plugin.ts";
import type { PodInfo } from "../framework/pod-info.ts";

export interface QueuedPodInfo extends QueuedPod {
  info: PodInfo;
  timestamp: number;
  readonly uid: string;
  attempts: number;
  /** When it was tried first. */
  initialAttemptTime: number | undefined;
  /** How often it was refused; decides the back-off. */
  unschedulableCount: number;
  /** How often in a row something broke; decides the back-off then. */
  consecutiveErrorsCount: number;
  /** The plugins that refused it at the last try. */
  unschedulablePlugins: ReadonlySet<string>;
  /** The plugins that said Pending at the last try. */
  pendingPlugins: ReadonlySet<string>;
  /** The PreEnqueue plugin that keeps it out of the queue; "" when none does. */
  gatingPlugin: string;
  backoffExpiration: number;
}

export function newQueuedPod(info: PodInfo, now: number): QueuedPodInfo {
  return {
    info,
    timestamp: now,
    uid: info.pod.metadata.uid ?? "",
    attempts: 0,
    initialAttemptTime: undefined,
    unschedulableCount: 0,
    consecutiveErrorsCount: 0,
    unschedulablePlugins: new Set(),
    pendingPlugins: new Set(),
    gatingPlugin: "",
    backoffExpiration: 0,
  };
}
