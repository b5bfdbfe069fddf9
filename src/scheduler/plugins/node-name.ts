// A pod that names its node runs there or nowhere.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename
import { actionType } from "../framework/cluster-event.ts";
import type { Plugin } from "../framework/plugin.ts";
import { skip, success, unresolvable } from "../framework/status.ts";

const name = "NodeName";
const mismatch = unresolvable(name, "node(s) didn't match the requested node name");
const nothingNamed = skip(name);

export function nodeName(): Plugin {
  return {
    name,
    eventsToRegister: () => [{ resource: "Node", actions: actionType.add }],
    preFilter: (_state, { pod }) => ({ status: pod.spec.nodeName ? success : nothingNamed }),
    filter: (_state, { pod }, node) => (pod.spec.nodeName === node.name ? success : mismatch),
  };
}
