// How pods are called in messages, and how durations are printed there: as Kubernetes prints them.
import type { Pod } from "#api/core/v1";

/** name_namespace(uid), as in "restarting failed container=web pod=...". */
export function formatPod(pod: Pod): string {
  const { name, namespace, uid } = pod.metadata;
  return `${name}_${namespace}(${uid})`;
}

/** "10s", "1m20s", "5m0s", "1.5s", "120ms": as Go prints durations. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) return milliseconds <= 0 ? "0s" : `${Math.round(milliseconds * 1000)}µs`;
  if (milliseconds < 1000) return `${Number(milliseconds.toFixed(3))}ms`;
  const seconds = Number(((milliseconds % 60_000) / 1000).toFixed(3));
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const hours = Math.floor(milliseconds / 3_600_000);
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
