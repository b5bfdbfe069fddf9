// The pod that a template and its controller make.
import type { Pod, PodTemplateSpec } from "#api/core/v1";
import type { GroupVersionKind, KubernetesObject, OwnerReference } from "#apimachinery";
import { deepCopy } from "#base";
import { newControllerRef } from "#component-helpers";

/** The name is left to the server: "web-7c5b9-" and five characters. */
export function podFromTemplate(
  template: PodTemplateSpec,
  owner: KubernetesObject,
  ownerKind: GroupVersionKind,
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const ownerReferences: OwnerReference[] = [newControllerRef(owner, ownerKind)];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
      ...(labels ? { labels: { ...labels } } : {}),
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ...(finalizers ? { finalizers: [...finalizers] } : {}),
      ownerReferences,
    },
    spec: deepCopy(template.spec ?? { containers: [] }),
  };
}
