// What an Event must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import { type FieldError, FieldPath, invalidValue } from "#apimachinery";
import type { Event } from "./types.generated.ts";

/** Events about things without a namespace live here. */
const defaultNamespace = "default";

export function validateEvent(event: Event): FieldError[] {
  const path = FieldPath.of("involvedObject", "namespace");
  const { namespace } = event.metadata;
  const about = event.involvedObject?.namespace ?? "";
  if (about === namespace) return [];
  // Clients put events of cluster-scoped objects into "default"; kube-system is also in use.
  const isClusterScoped = about === "";
  if (isClusterScoped && (namespace === defaultNamespace || namespace === "kube-system")) return [];
  return [invalidValue(path, about, "does not match event.namespace")];
}
