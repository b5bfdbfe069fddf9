// A host port can be had once on a node.
// https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
import type { Pod } from "#api/core/v1";
import { actionType } from "../framework/cluster-event.ts";
import { HostPorts } from "../framework/host-ports.ts";
import type { Plugin } from "../framework/plugin.ts";
import { makePodInfo } from "../framework/pod-info.ts";
import { skip, success, unschedulable } from "../framework/status.ts";

const name = "NodePorts";
const taken = unschedulable(name, "node(s) didn't have free ports for the requested pod ports");
const withoutPorts = { status: skip(name) };
const withPorts = { status: success };

export function nodePorts(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "AssignedPod",
        actions: actionType.delete,
        hint: (pod, old) => (doShare(pod, old as Pod) ? "Queue" : "QueueSkip"),
      },
      { resource: "Node", actions: actionType.add },
    ],
    preFilter: (_state, info) => (info.hostPorts.length === 0 ? withoutPorts : withPorts),
    filter(_state, info, node) {
      return node.usedPorts.conflictsWith(info.hostPorts) ? taken : success;
    },
  };
}

function doShare(pod: Pod, gone: Pod): boolean {
  const freed = new HostPorts();
  freed.add(makePodInfo(gone).hostPorts);
  return freed.conflictsWith(makePodInfo(pod).hostPorts);
}
