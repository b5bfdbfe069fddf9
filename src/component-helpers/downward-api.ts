// Values of the downward API: fieldRef and resourceFieldRef, for environment variables and volumes.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
import type { Container, ObjectFieldSelector, Pod, ResourceFieldSelector } from "#api/core/v1";
import { resourceAmount } from "./resource-amounts.ts";

export interface PodAddresses {
  podIPs: readonly string[];
  hostIPs: readonly string[];
}

/** Throws an Error for a path that is not supported; its message is shown to the user. */
export function fieldValue(selector: ObjectFieldSelector, pod: Pod, at: PodAddresses): string {
  const path = selector.fieldPath;
  const subscript = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path);
  if (subscript) {
    const [, map, key = ""] = subscript;
    const values = map === "labels" ? pod.metadata.labels : pod.metadata.annotations;
    return values?.[key] ?? "";
  }
  switch (path) {
    case "metadata.name":
      return pod.metadata.name ?? "";
    case "metadata.namespace":
      return pod.metadata.namespace ?? "";
    case "metadata.uid":
      return pod.metadata.uid ?? "";
    case "spec.nodeName":
      return pod.spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "";
    case "status.hostIP":
      return at.hostIPs[0] ?? "";
    case "status.hostIPs":
      return at.hostIPs.join(",");
    case "status.podIP":
      return at.podIPs[0] ?? "";
    case "status.podIPs":
      return at.podIPs.join(",");
    default:
      throw new Error(`unsupported fieldPath: ${path}`);
  }
}

/** The amount in units of the divisor, rounded up; limits that are not set are the node's allocatable. */
export function resourceFieldValue(
  selector: ResourceFieldSelector,
  pod: Pod,
  own: Container,
  allocatable: Readonly<Record<string, string>>,
): string {
  const container = selector.containerName
    ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
        ({ name }) => name === selector.containerName,
      )
    : own;
  if (container === undefined) throw new Error(`container ${selector.containerName} not found`);
  const dot = selector.resource.indexOf(".");
  const list = selector.resource.slice(0, dot);
  const resource = selector.resource.slice(dot + 1);
  if ((list !== "limits" && list !== "requests") || resource === "") {
    throw new Error(`unsupported container resource : ${selector.resource}`);
  }
  const resources = container.resources;
  const quantity =
    list === "limits"
      ? (resources?.limits?.[resource] ?? allocatable[resource] ?? "0")
      : (resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? "0");
  const divisor =
    resourceAmount(resource, selector.divisor || "1") || resourceAmount(resource, "1");
  return String(Math.ceil(resourceAmount(resource, quantity) / divisor));
}
