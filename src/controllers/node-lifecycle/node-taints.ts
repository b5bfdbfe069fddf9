// The taints that a node's conditions stand for.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
import type { Node, Taint } from "#api/core/v1";
import { formatTime } from "#apimachinery";
import { isSameTaint, taints as names, nodeCondition } from "#component-helpers";

/** Condition type, its status, and the taint that keeps new pods away. */
const noScheduleRules: readonly [type: string, status: string, taint: string][] = [
  ["Ready", "False", names.notReady],
  ["Ready", "Unknown", names.unreachable],
  ["MemoryPressure", "True", names.memoryPressure],
  ["DiskPressure", "True", names.diskPressure],
  ["NetworkUnavailable", "True", names.networkUnavailable],
  ["PIDPressure", "True", names.pidPressure],
];

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
  const isEviction = taint.key === names.notReady || taint.key === names.unreachable;
  return (
    (taint.effect === "NoSchedule" && ruledKeys.has(taint.key)) ||
    (taint.effect === "NoExecute" && isEviction)
  );
}

function sameAs(taint: Taint): (other: Taint) => boolean {
  return (other) => isSameTaint(taint, other);
}
