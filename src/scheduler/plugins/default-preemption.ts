// Says whether removing pods of lower priority would help. Removing them comes later.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
import { fitErrorMessage } from "../framework/fit-error.ts";
import type { NodeInfo } from "../framework/node-info.ts";
import type { Plugin, PluginHandle } from "../framework/plugin.ts";
import { type Status, unresolvable, unschedulable } from "../framework/status.ts";

const name = "DefaultPreemption";
const notHelpful = unresolvable(name, "Preemption is not helpful for scheduling");
const noVictims = unresolvable(name, "No preemption victims found for incoming pod");
const notSupported = unresolvable(name, "Preemption is not supported yet");

export function defaultPreemption(handle: PluginHandle): Plugin {
  return {
    name,
    async postFilter(_state, { pod }, { byNode, absent }) {
      if (pod.spec.preemptionPolicy === "Never") {
        const reason = "preemption: not eligible due to preemptionPolicy=Never.";
        return { status: unschedulable(name, reason) };
      }
      const statuses = new Map<string, Status>();
      for (const node of handle.nodes.all) {
        const status = byNode.get(node.name) ?? absent;
        if (status.code !== "Unschedulable") continue;
        statuses.set(node.name, hasLower(node, pod.spec.priority ?? 0) ? notSupported : noVictims);
      }
      const message = fitErrorMessage({
        allNodes: handle.nodes.all.length,
        statuses: { byNode: statuses, absent: notHelpful },
        unschedulablePlugins: new Set(),
        pendingPlugins: new Set(),
        preFilterMessage: "",
        postFilterMessage: "",
      });
      return { status: unschedulable(name, `preemption: ${message}`), nominatedNodeName: "" };
    },
  };
}

function hasLower({ pods }: NodeInfo, priority: number): boolean {
  return pods.some(({ pod }) => (pod.spec.priority ?? 0) < priority);
}
