// Which pods go first when there are too many.
// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-down-a-replicaset
import type { Pod } from "#api/core/v1";
import { annotations, isPodActive, isPodReady, podCondition } from "#component-helpers";

interface Ranked {
  pod: Pod;
  isAssigned: boolean;
  phase: number;
  isReady: boolean;
  deletionCost: number;
  /** Active pods of related owners on the same node. */
  neighbours: number;
  /** Doublings of the time since it became ready: a rough age, so that old pods are equals. */
  readyAge: number;
  restarts: number;
  age: number;
}

const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The `count` pods to delete, the first to go first. `related`: pods that share their owner's owner. */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  options: { count: number; now: number },
): Pod[] {
  if (options.count >= pods.length) return [...pods];
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const { nodeName = "" } = pod.spec;
    onNode.set(nodeName, (onNode.get(nodeName) ?? 0) + 1);
  }
  return pods
    .map((pod) => rank(pod, onNode.get(pod.spec.nodeName ?? "") ?? 0, options.now))
    .sort(compare)
    .slice(0, options.count)
    .map((ranked) => ranked.pod);
}

function rank(pod: Pod, neighbours: number, now: number): Ranked {
  const isReady = isPodReady(pod);
  const readySince = isReady ? podCondition(pod, "Ready")?.lastTransitionTime : undefined;
  const cost = Number(pod.metadata.annotations?.[annotations.podDeletionCost] ?? 0);
  const restarts = (pod.status?.containerStatuses ?? []).map((status) => status.restartCount);
  return {
    pod,
    isAssigned: Boolean(pod.spec.nodeName),
    phase: phases[pod.status?.phase ?? "Pending"] ?? 1,
    isReady,
    deletionCost: Number.isInteger(cost) ? cost : 0,
    neighbours,
    readyAge: doublings(readySince, now),
    restarts: Math.max(0, ...restarts),
    age: doublings(pod.metadata.creationTimestamp, now),
  };
}

/** Negative when `a` goes before `b`. */
function compare(a: Ranked, b: Ranked): number {
  return (
    Number(a.isAssigned) - Number(b.isAssigned) ||
    a.phase - b.phase ||
    Number(a.isReady) - Number(b.isReady) ||
    a.deletionCost - b.deletionCost ||
    b.neighbours - a.neighbours ||
    a.readyAge - b.readyAge ||
    b.restarts - a.restarts ||
    a.age - b.age ||
    ((a.pod.metadata.uid ?? "") < (b.pod.metadata.uid ?? "") ? -1 : 1)
  );
}

function doublings(since: string | undefined, now: number): number {
  if (!since) return -1;
  return Math.floor(Math.log2(Math.max(1, now - Date.parse(since))));
}
