// A pod that names its node runs there or nowhere.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename
import { actionType } from "../framework/cluster-event.ts";
import type { Plugin } from "../framework/plugin.ts";
import { success, unresolvable } from "../framework/status.ts";

const name = "NodeName";
const mismatch = unresolvable(name, "node(s) didn't match the requested node name");

export function nodeName(): Plugin {
  return {
    name,
    eventsToRegister: () => [{ resource: "Node", actions: actionType.add }],
    filter(_state, { pod }, node) {
      return pod.spec.nodeName && pod.spec.nodeName !== node.name ? mismatch : success;
    },
  };
}
