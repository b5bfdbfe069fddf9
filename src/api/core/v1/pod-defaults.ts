// What a pod gets when its author left it out. A pod template gets less than a pod: requests from
// limits and service links are settled only when the pod itself is made.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
import { formatQuantity } from "#apimachinery";
import { applyContainerDefaults } from "./container-defaults.ts";
import { aggregateContainerRequests } from "./pod-requests.ts";
import type { Container, Pod, PodSpec, PodTemplateSpec } from "./types.generated.ts";
import { applyVolumeDefaults } from "./volume-defaults.ts";

export function applyPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] };
  const { spec } = pod;
  applyPodSpecDefaults(spec);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  spec.enableServiceLinks ??= true;
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    applyRequestDefaults(container);
  }
  applyPodLevelRequestDefaults(spec);
  if (spec.hostNetwork) {
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
    }
  }
}

export function applyPodTemplateDefaults(template: PodTemplateSpec | undefined): void {
  if (template === undefined) return;
  template.metadata ??= {};
  template.spec ??= { containers: [] };
  applyPodSpecDefaults(template.spec);
}

export function applyPodSpecDefaults(spec: PodSpec): void {
  spec.containers ??= [];
  spec.restartPolicy ??= "Always";
  spec.dnsPolicy ??= "ClusterFirst";
  spec.terminationGracePeriodSeconds ??= 30;
  spec.securityContext ??= {};
  spec.schedulerName ||= "default-scheduler";
  applyServiceAccountAlias(spec);
  for (const container of spec.containers) applyContainerDefaults(container);
  for (const container of spec.initContainers ?? []) applyContainerDefaults(container);
  for (const container of spec.ephemeralContainers ?? []) applyContainerDefaults(container);
  for (const volume of spec.volumes ?? []) applyVolumeDefaults(volume);
}

/** `serviceAccount` is the old name of `serviceAccountName`; both are shown with one value. */
function applyServiceAccountAlias(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (name) {
    spec.serviceAccountName = name;
    spec.serviceAccount = name;
  }
}

function applyRequestDefaults(container: Container): void {
  const limits = container.resources?.limits;
  if (limits === undefined) return;
  container.resources ??= {};
  container.resources.requests = { ...limits, ...container.resources.requests };
}

/**
 * A pod with limits of its own requests what its containers request together, and its limit where
 * they request nothing.
 */
function applyPodLevelRequestDefaults(spec: PodSpec): void {
  const limits = spec.resources?.limits;
  if (spec.resources === undefined || limits === undefined) return;
  if (Object.keys(limits).length === 0) return;
  const requests: Record<string, string> = { ...spec.resources.requests };
  for (const [resource, sum] of aggregateContainerRequests(spec)) {
    if (resource !== "cpu" && resource !== "memory") continue;
    requests[resource] ??= formatQuantity(sum);
  }
  for (const [resource, limit] of Object.entries(limits)) requests[resource] ??= limit;
  spec.resources.requests = requests;
}
