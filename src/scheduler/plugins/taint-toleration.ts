// Keeps pods off nodes whose taints they do not tolerate; avoids those with PreferNoSchedule ones.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
import type { Node, Pod, Toleration } from "#api/core/v1";
import { findMatchingToleration, findUntoleratedTaint } from "#component-helpers";
import { actionType } from "../framework/cluster-event.ts";
import { normalizeByMaximum, type Plugin } from "../framework/plugin.ts";
import { skip, success, unresolvable } from "../framework/status.ts";

const name = "TaintToleration";
const untolerated = unresolvable(name, "node(s) had untolerated taint(s)");
const nothingToScore = skip(name);

export function taintToleration(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "Node",
        actions: actionType.add | actionType.updateNodeTaint,
        hint: (pod, old, current) => {
          const wasTolerated = old !== undefined && isTolerated(pod, old as Node);
          return !wasTolerated && isTolerated(pod, current as Node) ? "Queue" : "QueueSkip";
        },
      },
      {
        resource: "UnscheduledPod",
        actions: actionType.updatePodToleration,
        hint: (pod, _old, current) =>
          (current as Pod).metadata.uid === pod.metadata.uid ? "Queue" : "QueueSkip",
      },
    ],
    filter(_state, { pod }, { node }) {
      return node && isTolerated(pod, node) ? success : untolerated;
    },
    preScore(state, { pod }, nodes) {
      const isOfConcern = nodes.some(({ node }) =>
        node?.spec?.taints?.some(({ effect }) => effect === "PreferNoSchedule"),
      );
      if (!isOfConcern) return nothingToScore;
      const relevant = (pod.spec.tolerations ?? []).filter(
        ({ effect }) => !effect || effect === "PreferNoSchedule",
      );
      state.write(name, relevant);
      return success;
    },
    score(state, _info, { node }) {
      const tolerations = state.read<Toleration[]>(name);
      let count = 0;
      for (const taint of node?.spec?.taints ?? []) {
        if (taint.effect !== "PreferNoSchedule") continue;
        if (!findMatchingToleration(tolerations, taint)) count++;
      }
      return count;
    },
    normalizeScore: (_state, _info, scores) => normalizeByMaximum(scores, true),
  };
}

function isTolerated(pod: Pod, node: Node): boolean {
  const { taints } = node.spec ?? {};
  if (!taints?.length) return true;
  return !findUntoleratedTaint(taints, pod.spec.tolerations, ["NoSchedule", "NoExecute"]);
}
