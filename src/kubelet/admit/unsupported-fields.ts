// Fields that the API accepts and this kubelet cannot honour: the pod waits and its events say why,
// rather than running without what it asked for.
import type { Container, Pod } from "#api/core/v1";

/** Undefined: everything that concerns the pod as a whole is supported. */
export function unsupportedPodField(pod: Pod): string | undefined {
  if (pod.spec.hostUsers === false) {
    return "can't set `spec.hostUsers: false`, runtime does not support user namespaces";
  }
  if ((pod.spec.resourceClaims ?? []).length > 0) {
    return "spec.resourceClaims: dynamic resources are not supported by this kubelet";
  }
  return undefined;
}

export function unsupportedContainerField(pod: Pod, container: Container): string | undefined {
  const own = container.restartPolicy;
  const isSidecar = own === "Always" && !pod.spec.containers.includes(container);
  if (own !== undefined && !isSidecar && own !== (pod.spec.restartPolicy ?? "Always")) {
    return "restartPolicy of a container that is no sidecar is not supported by this kubelet";
  }
  if ((container.volumeDevices ?? []).length > 0) {
    return "volumeDevices: block volumes are not supported by this kubelet";
  }
  if ((container.restartPolicyRules ?? []).length > 0) {
    return "restartPolicyRules are not supported by this kubelet";
  }
  return undefined;
}
