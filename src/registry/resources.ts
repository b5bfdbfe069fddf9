// Every kind that is served, in the order of discovery within each group. The names come from
// api/resources.ts; a test holds the two lists together.
import type { ResourceDefinition } from "#apiserver";
import {
  mutatingAdmissionPolicyBindingDefinition,
  mutatingAdmissionPolicyDefinition,
  validatingAdmissionPolicyBindingDefinition,
  validatingAdmissionPolicyDefinition,
} from "./admissionregistration/admission-policy.ts";
import {
  mutatingWebhookConfigurationDefinition,
  validatingWebhookConfigurationDefinition,
} from "./admissionregistration/webhook-configuration.ts";
import { customResourceDefinitionDefinition } from "./apiextensions/custom-resource-definition.ts";
import { apiServiceDefinition } from "./apiregistration/api-service.ts";
import { controllerRevisionDefinition } from "./apps/controller-revision.ts";
import { daemonSetDefinition } from "./apps/daemon-set.ts";
import { deploymentDefinition } from "./apps/deployment.ts";
import { replicaSetDefinition } from "./apps/replica-set.ts";
import { statefulSetDefinition } from "./apps/stateful-set.ts";
import { selfSubjectReviewDefinition, tokenReviewDefinition } from "./authentication/reviews.ts";
import { accessReviewDefinitions } from "./authorization/reviews.ts";
import {
  horizontalPodAutoscalerDefinition,
  horizontalPodAutoscalerV1Definition,
} from "./autoscaling/horizontal-pod-autoscaler.ts";
import { cronJobDefinition } from "./batch/cron-job.ts";
import { jobDefinition } from "./batch/job.ts";
import { certificateSigningRequestDefinition } from "./certificates/certificate-signing-request.ts";
import { leaseDefinition } from "./coordination/lease.ts";
import { componentStatusDefinition } from "./core/component-status.ts";
import { configMapDefinition } from "./core/config-map.ts";
import { endpointsDefinition } from "./core/endpoints.ts";
import { eventDefinition } from "./core/event.ts";
import { limitRangeDefinition } from "./core/limit-range.ts";
import { namespaceDefinition } from "./core/namespace.ts";
import { nodeDefinition } from "./core/node.ts";
import { persistentVolumeDefinition } from "./core/persistent-volume.ts";
import { persistentVolumeClaimDefinition } from "./core/persistent-volume-claim.ts";
import { podDefinition } from "./core/pod.ts";
import { bindingDefinition } from "./core/pod-binding.ts";
import { podTemplateDefinition } from "./core/pod-template.ts";
import { replicationControllerDefinition } from "./core/replication-controller.ts";
import { resourceQuotaDefinition } from "./core/resource-quota.ts";
import { secretDefinition } from "./core/secret.ts";
import { serviceDefinition } from "./core/service.ts";
import { serviceAccountDefinition } from "./core/service-account.ts";
import type { Dependencies } from "./dependencies.ts";
import { endpointSliceDefinition } from "./discovery/endpoint-slice.ts";
import { eventsV1EventDefinition } from "./events/event.ts";
import { flowSchemaDefinition } from "./flowcontrol/flow-schema.ts";
import { priorityLevelConfigurationDefinition } from "./flowcontrol/priority-level-configuration.ts";
import { ingressDefinition } from "./networking/ingress.ts";
import { ingressClassDefinition } from "./networking/ingress-class.ts";
import { ipAddressDefinition } from "./networking/ip-address.ts";
import { networkPolicyDefinition } from "./networking/network-policy.ts";
import { serviceCIDRDefinition } from "./networking/service-cidr.ts";
import { runtimeClassDefinition } from "./node/runtime-class.ts";
import { podDisruptionBudgetDefinition } from "./policy/pod-disruption-budget.ts";
import { clusterRoleDefinition, roleDefinition } from "./rbac/role.ts";
import { clusterRoleBindingDefinition, roleBindingDefinition } from "./rbac/role-binding.ts";
import {
  deviceClassDefinition,
  resourceClaimDefinition,
  resourceClaimTemplateDefinition,
  resourceSliceDefinition,
} from "./resource/dynamic-resources.ts";
import { priorityClassDefinition } from "./scheduling/priority-class.ts";
import { csiDriverDefinition } from "./storage/csi-driver.ts";
import { csiNodeDefinition, csiStorageCapacityDefinition } from "./storage/csi-node.ts";
import { storageClassDefinition } from "./storage/storage-class.ts";
import { volumeAttachmentDefinition } from "./storage/volume-attachment.ts";
import { volumeAttributesClassDefinition } from "./storage/volume-attributes-class.ts";

export function buildResources(dependencies: Dependencies): ResourceDefinition[] {
  return [
    bindingDefinition(dependencies),
    componentStatusDefinition,
    configMapDefinition,
    endpointsDefinition,
    eventDefinition,
    limitRangeDefinition,
    namespaceDefinition,
    nodeDefinition(dependencies),
    persistentVolumeClaimDefinition,
    persistentVolumeDefinition,
    podDefinition(dependencies),
    podTemplateDefinition,
    replicationControllerDefinition,
    resourceQuotaDefinition,
    secretDefinition,
    serviceAccountDefinition(dependencies),
    serviceDefinition(dependencies),
    apiServiceDefinition,
    controllerRevisionDefinition,
    daemonSetDefinition,
    deploymentDefinition,
    replicaSetDefinition,
    statefulSetDefinition,
    eventsV1EventDefinition,
    selfSubjectReviewDefinition,
    tokenReviewDefinition(dependencies),
    ...accessReviewDefinitions(dependencies),
    horizontalPodAutoscalerDefinition,
    horizontalPodAutoscalerV1Definition,
    cronJobDefinition,
    jobDefinition,
    certificateSigningRequestDefinition,
    ingressClassDefinition,
    ingressDefinition,
    ipAddressDefinition,
    networkPolicyDefinition,
    serviceCIDRDefinition,
    podDisruptionBudgetDefinition,
    clusterRoleBindingDefinition,
    clusterRoleDefinition,
    roleBindingDefinition,
    roleDefinition,
    csiDriverDefinition,
    csiNodeDefinition,
    csiStorageCapacityDefinition,
    storageClassDefinition,
    volumeAttachmentDefinition,
    volumeAttributesClassDefinition,
    mutatingAdmissionPolicyDefinition,
    mutatingAdmissionPolicyBindingDefinition,
    mutatingWebhookConfigurationDefinition,
    validatingAdmissionPolicyDefinition,
    validatingAdmissionPolicyBindingDefinition,
    validatingWebhookConfigurationDefinition,
    customResourceDefinitionDefinition,
    priorityClassDefinition,
    leaseDefinition,
    runtimeClassDefinition,
    endpointSliceDefinition,
    deviceClassDefinition,
    resourceClaimDefinition,
    resourceClaimTemplateDefinition,
    resourceSliceDefinition,
    flowSchemaDefinition,
    priorityLevelConfigurationDefinition,
  ];
}
