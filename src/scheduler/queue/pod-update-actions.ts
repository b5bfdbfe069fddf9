// What changed about a pod that scheduling cares for.
import type { Pod } from "#api/core/v1";
import { deepEqual } from "#base";
import { podRequests } from "#component-helpers";
import { actionType } from "../framework/cluster-event.ts";

/** Bits of actionType; 0 when nothing of interest changed. */
export function podUpdateActions(old: Pod, pod: Pod): number {
  if (old.metadata.resourceVersion === pod.metadata.resourceVersion) return 0;
  let actions = 0;
  if (!deepEqual(old.metadata.labels ?? {}, pod.metadata.labels ?? {})) {
    actions |= actionType.updatePodLabel;
  }
  if (!deepEqual(old.spec.tolerations ?? [], pod.spec.tolerations ?? [])) {
    actions |= actionType.updatePodToleration;
  }
  if (isScaledDown(old, pod)) actions |= actionType.updatePodScaleDown;
  if (old.spec.schedulingGates?.length && !pod.spec.schedulingGates?.length) {
    actions |= actionType.updatePodSchedulingGatesEliminated;
  }
  const isOther =
    !deepEqual(old.spec.nodeSelector ?? {}, pod.spec.nodeSelector ?? {}) ||
    !deepEqual(old.spec.affinity ?? {}, pod.spec.affinity ?? {}) ||
    !deepEqual(old.metadata.annotations ?? {}, pod.metadata.annotations ?? {});
  return isOther ? actions | actionType.updateOther : actions;
}

function isScaledDown(old: Pod, pod: Pod): boolean {
  if (deepEqual(old.spec.containers, pod.spec.containers)) return false;
  const before = podRequests(old);
  const after = podRequests(pod);
  return Object.keys(before).some((name) => (after[name] ?? 0) < (before[name] ?? 0));
}
