// Leaves out cordoned nodes, unless the pod tolerates that.
// https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration
import type { Node, Pod } from "#api/core/v1";
import { findMatchingToleration, taints } from "#component-helpers";
import { actionType } from "../framework/cluster-event.ts";
import type { Plugin } from "../framework/plugin.ts";
import { success, unresolvable } from "../framework/status.ts";

const name = "NodeUnschedulable";
const cordoned = unresolvable(name, "node(s) were unschedulable");
const taint = { key: taints.unschedulable, effect: "NoSchedule" as const };

export function nodeUnschedulable(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "Node",
        actions: actionType.add | actionType.updateNodeTaint,
        hint: (pod, old, current) => {
          const wasFit = old !== undefined && isFit(pod, old as Node);
          return !wasFit && isFit(pod, current as Node) ? "Queue" : "QueueSkip";
        },
      },
      {
        resource: "UnscheduledPod",
        actions: actionType.updatePodToleration,
        hint: (pod, _old, current) =>
          (current as Pod).metadata.uid === pod.metadata.uid ? "Queue" : "QueueSkip",
      },
    ],
    filter: (_state, { pod }, { node }) => (node && isFit(pod, node) ? success : cordoned),
  };
}

function isFit(pod: Pod, node: Node): boolean {
  if (!node.spec?.unschedulable) return true;
  return findMatchingToleration(pod.spec.tolerations, taint) !== undefined;
}
