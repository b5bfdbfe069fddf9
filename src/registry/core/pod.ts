// https://kubernetes.io/docs/concepts/workloads/pods/
import { pods } from "#api";
import {
  applyPodDefaults,
  type Pod,
  validatePod,
  validatePodEphemeralContainersUpdate,
  validatePodStatusUpdate,
  validatePodUpdate,
} from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { proxySubresource, upgradeSubresource } from "../connect-subresources.ts";
import { defineResource } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import { podBindingSubresource } from "./pod-binding.ts";
import { podColumns } from "./pod-columns.ts";
import { evictionSubresource } from "./pod-eviction.ts";
import {
  gracePeriodSeconds,
  keepAllButEphemeralContainers,
  keepAllButResources,
  prepareNewPod,
  preparePodStatus,
  validateResize,
} from "./pod-strategy.ts";

const getPatchUpdate = ["get", "patch", "update"] as const;

export function podDefinition(dependencies: Dependencies): ResourceDefinition {
  const { connect } = dependencies;
  return defineResource(pods, {
    hasGeneration: true,
    applyDefaults: applyPodDefaults,
    newStatus: () => ({ phase: "Pending" }),
    strategy: {
      prepareForCreate: prepareNewPod,
      validate: validatePod,
      validateUpdate: validatePodUpdate,
      gracePeriodSeconds,
    },
    statusStrategy: {
      prepareForUpdate: preparePodStatus,
      validateUpdate: validatePodStatusUpdate,
    },
    updateSubresources: {
      ephemeralcontainers: {
        verbs: getPatchUpdate,
        strategy: {
          prepareForUpdate: keepAllButEphemeralContainers,
          validateUpdate: validatePodEphemeralContainersUpdate,
        },
      },
      resize: {
        verbs: getPatchUpdate,
        strategy: { prepareForUpdate: keepAllButResources, validateUpdate: validateResize },
      },
    },
    subresources: {
      attach: upgradeSubresource("PodAttachOptions", connect.podAttach),
      binding: podBindingSubresource(dependencies),
      eviction: evictionSubresource(dependencies),
      exec: upgradeSubresource("PodExecOptions", connect.podExec),
      log: { kind: "Pod", verbs: ["get"], handle: connect.podLog },
      portforward: upgradeSubresource("PodPortForwardOptions", connect.podPortForward),
      proxy: proxySubresource("PodProxyOptions", connect.podProxy),
    },
    columns: podColumns,
    selectableFields: podSelectableFields,
  });
}

const podSelectableFields: Readonly<Record<string, (pod: Pod) => string>> = {
  "spec.nodeName": (pod) => pod.spec?.nodeName ?? "",
  "spec.restartPolicy": (pod) => pod.spec?.restartPolicy ?? "",
  "spec.schedulerName": (pod) => pod.spec?.schedulerName ?? "",
  "spec.serviceAccountName": (pod) => pod.spec?.serviceAccountName ?? "",
  "spec.hostNetwork": (pod) => String(pod.spec?.hostNetwork ?? false),
  "status.phase": (pod) => pod.status?.phase ?? "",
  "status.podIP": (pod) => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? "",
  "status.podIPs": (pod) => (pod.status?.podIPs ?? []).map(({ ip }) => ip).join(","),
  "status.nominatedNodeName": (pod) => pod.status?.nominatedNodeName ?? "",
};
