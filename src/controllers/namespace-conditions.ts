// What the status of a namespace says while it is emptied, in Kubernetes' words.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/
import type { Resource } from "#api";
import type { NamespaceCondition } from "#api/core/v1";
import type { KubernetesObject } from "#apimachinery";

export interface Remaining {
  resource: Resource;
  objects: readonly KubernetesObject[];
}

export function namespaceConditions(
  remaining: readonly Remaining[],
  failures: readonly unknown[],
): NamespaceCondition[] {
  return [
    {
      type: "NamespaceDeletionDiscoveryFailure",
      status: "False",
      reason: "ResourcesDiscovered",
      message: "All resources successfully discovered",
    },
    {
      type: "NamespaceDeletionGroupVersionParsingFailure",
      status: "False",
      reason: "ParsedGroupVersions",
      message: "All legacy kube types successfully parsed",
    },
    contentFailure(failures),
    contentRemaining(remaining),
    finalizersRemaining(remaining),
  ];
}

function contentFailure(failures: readonly unknown[]): NamespaceCondition {
  const type = "NamespaceDeletionContentFailure";
  if (failures.length === 0) {
    return {
      type,
      status: "False",
      reason: "ContentDeleted",
      message: "All content successfully deleted, may be waiting on finalization",
    };
  }
  const texts = failures.map((failure) => (failure as Error).message).sort();
  return {
    type,
    status: "True",
    reason: "ContentDeletionFailed",
    message: `Failed to delete all resource types, ${texts.length} remaining: ${texts.join(", ")}`,
  };
}

function contentRemaining(remaining: readonly Remaining[]): NamespaceCondition {
  const type = "NamespaceContentRemaining";
  if (remaining.length === 0) {
    const message = "All content successfully removed";
    return { type, status: "False", reason: "ContentRemoved", message };
  }
  const texts = remaining
    .map(({ resource, objects }) => {
      const name = `${resource.resource}.${resource.group}`;
      return `${name} has ${objects.length} resource instances`;
    })
    .sort();
  const message = `Some resources are remaining: ${texts.join(", ")}`;
  return { type, status: "True", reason: "SomeResourcesRemain", message };
}

function finalizersRemaining(remaining: readonly Remaining[]): NamespaceCondition {
  const type = "NamespaceFinalizersRemaining";
  const counts = new Map<string, number>();
  for (const object of remaining.flatMap(({ objects }) => objects)) {
    for (const finalizer of object.metadata.finalizers ?? []) {
      counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
    }
  }
  if (counts.size === 0) {
    const message = "All content-preserving finalizers finished";
    return { type, status: "False", reason: "ContentHasNoFinalizers", message };
  }
  const texts = [...counts].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const message = `Some content in the namespace has finalizers remaining: ${texts.join(", ")}`;
  return { type, status: "True", reason: "SomeFinalizersRemain", message };
}
