// Keeps a pod out of the queue until its scheduling gates have been taken away.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
import type { Pod } from "#api/core/v1";
import { actionType } from "../framework/cluster-event.ts";
import type { Plugin } from "../framework/plugin.ts";
import { success, unresolvable } from "../framework/status.ts";

const name = "SchedulingGates";

export function schedulingGates(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "UnscheduledPod",
        actions: actionType.updatePodSchedulingGatesEliminated,
        hint: (pod, _old, current) =>
          (current as Pod | undefined)?.metadata.uid === pod.metadata.uid ? "Queue" : "QueueSkip",
      },
    ],
    preEnqueue(pod) {
      const gates = pod.spec.schedulingGates ?? [];
      if (gates.length === 0) return success;
      const names = gates.map((gate) => gate.name).join(" ");
      return unresolvable(name, `waiting for scheduling gates: [${names}]`);
    },
  };
}
