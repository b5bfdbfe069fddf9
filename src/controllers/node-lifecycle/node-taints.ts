// The taints that a node's conditions stand for.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
import type { Node, Taint } from "#api/core/v1";
import { formatTime } from "#apimachinery";
import { isNodeReady, isSameTaint, taints as names, nodeCondition } from "#component-helpers";

/** Condition type, its status, and the taint that keeps new pods away. */
const noScheduleRules: readonly [type: string, status: string, taint: string][] = [
  ["Ready", "False", names.notReady],
  ["Ready", "Unknown", names.unreachable],
  ["MemoryPressure", "True", names.memoryPressure],
  ["DiskPressure", "True", names.diskPressure],
  ["NetworkUnavailable", "True", names.networkUnavailable],
  ["PIDPressure", "True", names.pidPressure],
];

/** Kubernetes' --unhealthy-zone-threshold and --large-cluster-size-threshold. */
const unhealthyShare = 0.55;
const largeClusterSize = 50;

const ruledKeys: ReadonlySet<string> = new Set([
  names.unschedulable,
  ...noScheduleRules.map(([, , key]) => key),
]);

/** All taints that the node should have; undefined when it has them. */
export function wantedTaints(
  node: Node,
  options: { mayEvict: boolean; now: number },
): Taint[] | undefined {
  const present = node.spec.taints ?? [];
  const wanted = ruledTaints(node, options.mayEvict);
  const kept = present.filter((taint) => !isRuled(taint) || wanted.some(sameAs(taint)));
  const added = wanted
    .filter((taint) => !present.some(sameAs(taint)))
    .map((taint) => ({ ...taint, timeAdded: formatTime(options.now) }));
  const isSame = added.length === 0 && kept.length === present.length;
  return isSame ? undefined : [...kept, ...added];
}

/**
 * Whether pods may be moved away from nodes that are not ready. When no node at all is ready the
 * fault is likely in the control plane; when most of a small cluster are not, nobody could help.
 */
export function mayEvict(nodes: readonly Node[]): boolean {
  const unready = nodes.filter((node) => !isNodeReady(node)).length;
  if (unready === nodes.length) return false;
  const isDisrupted = unready > 2 && unready / nodes.length >= unhealthyShare;
  return !isDisrupted || nodes.length > largeClusterSize;
}

/** Set here, and moves pods away. */
export function isEvicting(taint: Taint): boolean {
  return (
    taint.effect === "NoExecute" &&
    (taint.key === names.notReady || taint.key === names.unreachable)
  );
}

function ruledTaints(node: Node, mayEvict: boolean): Taint[] {
  const result: Taint[] = [];
  if (node.spec.unschedulable) result.push({ key: names.unschedulable, effect: "NoSchedule" });
  for (const [type, status, key] of noScheduleRules) {
    if (nodeCondition(node, type)?.status === status) result.push({ key, effect: "NoSchedule" });
  }
  const ready = nodeCondition(node, "Ready")?.status;
  if (mayEvict && ready === "False") result.push({ key: names.notReady, effect: "NoExecute" });
  if (mayEvict && ready === "Unknown") result.push({ key: names.unreachable, effect: "NoExecute" });
  return result;
}

function isRuled(taint: Taint): boolean {
  return isEvicting(taint) || (taint.effect === "NoSchedule" && ruledKeys.has(taint.key));
}

function sameAs(taint: Taint): (other: Taint) => boolean {
  return (other) => isSameTaint(taint, other);
}
