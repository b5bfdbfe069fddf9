// nodeSelector and node affinity, required and preferred.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity
import type { Node, NodeSelectorTerm, Pod, PreferredSchedulingTerm } from "#api/core/v1";
import { matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from "#component-helpers";
import { actionType } from "../framework/cluster-event.ts";
import { normalizeByMaximum, type Plugin } from "../framework/plugin.ts";
import { skip, success, unresolvable } from "../framework/status.ts";

const name = "NodeAffinity";
const mismatch = unresolvable(name, "node(s) didn't match Pod's node affinity/selector");
const nothingToDo = skip(name);

export function nodeAffinity(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "Node",
        actions: actionType.add | actionType.updateNodeLabel,
        hint: (pod, old, current) => {
          if (!matchesRequiredNodeAffinity(pod, current as Node)) return "QueueSkip";
          const hadMatched = old !== undefined && matchesRequiredNodeAffinity(pod, old as Node);
          return hadMatched ? "QueueSkip" : "Queue";
        },
      },
      {
        resource: "UnscheduledPod",
        actions: actionType.updateOther,
        hint: (pod, _old, current) =>
          (current as Pod).metadata.uid === pod.metadata.uid ? "Queue" : "QueueSkip",
      },
    ],
    preFilter(_state, { pod }) {
      const required = requiredTerms(pod);
      if (!required && Object.keys(pod.spec.nodeSelector ?? {}).length === 0) {
        return { status: nothingToDo };
      }
      const nodeNames = required && namedNodes(required);
      if (nodeNames?.size === 0) return { status: mismatch };
      return { status: success, ...(nodeNames ? { nodeNames } : {}) };
    },
    filter(_state, { pod }, { node }) {
      return node && matchesRequiredNodeAffinity(pod, node) ? success : mismatch;
    },
    preScore: (_state, { pod }) => (preferredTerms(pod).length === 0 ? nothingToDo : success),
    score(_state, { pod }, { node }) {
      let score = 0;
      for (const { weight, preference } of preferredTerms(pod)) {
        if (weight > 0 && node && matchesPreference(preference, node)) score += weight;
      }
      return score;
    },
    normalizeScore: (_state, _info, scores) => normalizeByMaximum(scores, false),
  };
}

function requiredTerms(pod: Pod): readonly NodeSelectorTerm[] | undefined {
  const { nodeAffinity: affinity } = pod.spec.affinity ?? {};
  return affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

function preferredTerms(pod: Pod): readonly PreferredSchedulingTerm[] {
  const { nodeAffinity: affinity } = pod.spec.affinity ?? {};
  return affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** In contrast to a required term, a preferred one without requirements matches every node. */
function matchesPreference(preference: NodeSelectorTerm, node: Node): boolean {
  const isEmpty = !preference.matchExpressions?.length && !preference.matchFields?.length;
  return isEmpty || matchesNodeSelectorTerm(preference, node);
}

/** The nodes that the terms name, when each of them names some (as a DaemonSet's pods do). */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  let names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let ofTerm: Set<string> | undefined;
    for (const { key, operator, values = [] } of matchFields) {
      if (key !== "metadata.name" || operator !== "In") continue;
      const wanted = new Set(values);
      ofTerm = ofTerm ? ofTerm.intersection(wanted) : wanted;
    }
    if (!ofTerm) return undefined;
    names = names.union(ofTerm);
  }
  return terms.length > 0 ? names : undefined;
}
