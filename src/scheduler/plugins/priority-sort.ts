// Orders the queue: higher priority first, then whoever waited longer.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
import type { Plugin } from "../framework/plugin.ts";

export function prioritySort(): Plugin {
  return {
    name: "PrioritySort",
    compare(a, b) {
      const byPriority = (b.info.pod.spec.priority ?? 0) - (a.info.pod.spec.priority ?? 0);
      return byPriority || a.timestamp - b.timestamp;
    },
  };
}
