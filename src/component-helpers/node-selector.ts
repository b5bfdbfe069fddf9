// Which nodes a pod may run on: nodeSelector and required node affinity.
// https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
} from "#api/core/v1";

/** One term matches; a term without requirements matches nothing. */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node));
}

export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((r) => matchesRequirement(r, node.metadata.labels?.[r.key])) &&
    fields.every((r) =>
      matchesRequirement(r, r.key === "metadata.name" ? node.metadata.name : undefined),
    )
  );
}

/** spec.nodeSelector and requiredDuringSchedulingIgnoredDuringExecution together. */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    if (node.metadata.labels?.[key] !== value) return false;
  }
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || matchesNodeSelector(required, node);
}

function matchesRequirement(
  requirement: NodeSelectorRequirement,
  value: string | undefined,
): boolean {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
    case "Lt": {
      const integer = /^-?[0-9]+$/;
      const limit = values[0] ?? "";
      if (value === undefined || !integer.test(value) || !integer.test(limit)) return false;
      return requirement.operator === "Gt"
        ? BigInt(value) > BigInt(limit)
        : BigInt(value) < BigInt(limit);
    }
    default:
      return false;
  }
}
