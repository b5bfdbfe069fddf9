// The descriptions of subresources that hold a connection; their code is injected.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import type { SubresourceHandler } from "#apiserver";

type Handle = SubresourceHandler["handle"];

/** Every method is passed on to what runs behind. */
export function proxySubresource(kind: string, handle: Handle): SubresourceHandler {
  return { kind, verbs: ["create", "delete", "get", "patch", "update"], handle };
}

/** exec, attach, portforward: a GET or POST that is upgraded. */
export function upgradeSubresource(kind: string, handle: Handle): SubresourceHandler {
  return { kind, verbs: ["create", "get"], handle };
}
