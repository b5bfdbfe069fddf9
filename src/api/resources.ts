// The resources served by default: names, scope and typing. The registry serves exactly these, and
// clients name them: `client.resource(pods)`. https://kubernetes.io/docs/reference/kubernetes-api/
import type * as admissionregistrationV1 from "./admissionregistration/v1/types.generated.ts";
import type * as apiextensionsV1 from "./apiextensions/v1/types.generated.ts";
import type * as apiregistrationV1 from "./apiregistration/v1/types.generated.ts";
import type * as appsV1 from "./apps/v1/types.generated.ts";
import type * as authenticationV1 from "./authentication/v1/types.generated.ts";
import type * as authorizationV1 from "./authorization/v1/types.generated.ts";
import type * as autoscalingV1 from "./autoscaling/v1/types.generated.ts";
import type * as autoscalingV2 from "./autoscaling/v2/types.generated.ts";
import type * as batchV1 from "./batch/v1/types.generated.ts";
import type * as certificatesV1 from "./certificates/v1/types.generated.ts";
import type * as coordinationV1 from "./coordination/v1/types.generated.ts";
import type * as coreV1 from "./core/v1/types.generated.ts";
import type * as discoveryV1 from "./discovery/v1/types.generated.ts";
import type * as eventsV1 from "./events/v1/types.generated.ts";
import type * as flowcontrolV1 from "./flowcontrol/v1/types.generated.ts";
import type * as networkingV1 from "./networking/v1/types.generated.ts";
import type * as nodeV1 from "./node/v1/types.generated.ts";
import type * as policyV1 from "./policy/v1/types.generated.ts";
import type * as rbacV1 from "./rbac/v1/types.generated.ts";
import type * as resourceV1 from "./resource/v1/types.generated.ts";
import type * as schedulingV1 from "./scheduling/v1/types.generated.ts";
import type * as storageV1 from "./storage/v1/types.generated.ts";

/** The names of a resource; `T` is the type of its objects and exists only for the compiler. */
export interface Resource<T = unknown> {
  group: string;
  version: string;
  /** Plural, lower case. */
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  readonly objectType?: T;
}

export const bindings: Resource<coreV1.Binding> = {
  group: "",
  version: "v1",
  resource: "bindings",
  singular: "binding",
  kind: "Binding",
  namespaced: true,
};
export const componentStatuses: Resource<coreV1.ComponentStatus> = {
  group: "",
  version: "v1",
  resource: "componentstatuses",
  singular: "componentstatus",
  kind: "ComponentStatus",
  namespaced: false,
  shortNames: ["cs"],
};
export const configMaps: Resource<coreV1.ConfigMap> = {
  group: "",
  version: "v1",
  resource: "configmaps",
  singular: "configmap",
  kind: "ConfigMap",
  namespaced: true,
  shortNames: ["cm"],
};
export const endpoints: Resource<coreV1.Endpoints> = {
  group: "",
  version: "v1",
  resource: "endpoints",
  singular: "endpoints",
  kind: "Endpoints",
  namespaced: true,
  shortNames: ["ep"],
};
export const events: Resource<coreV1.Event> = {
  group: "",
  version: "v1",
  resource: "events",
  singular: "event",
  kind: "Event",
  namespaced: true,
  shortNames: ["ev"],
};
export const limitRanges: Resource<coreV1.LimitRange> = {
  group: "",
  version: "v1",
  resource: "limitranges",
  singular: "limitrange",
  kind: "LimitRange",
  namespaced: true,
  shortNames: ["limits"],
};
export const namespaces: Resource<coreV1.Namespace> = {
  group: "",
  version: "v1",
  resource: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  namespaced: false,
  shortNames: ["ns"],
};
export const nodes: Resource<coreV1.Node> = {
  group: "",
  version: "v1",
  resource: "nodes",
  singular: "node",
  kind: "Node",
  namespaced: false,
  shortNames: ["no"],
};
export const persistentVolumeClaims: Resource<coreV1.PersistentVolumeClaim> = {
  group: "",
  version: "v1",
  resource: "persistentvolumeclaims",
  singular: "persistentvolumeclaim",
  kind: "PersistentVolumeClaim",
  namespaced: true,
  shortNames: ["pvc"],
};
export const persistentVolumes: Resource<coreV1.PersistentVolume> = {
  group: "",
  version: "v1",
  resource: "persistentvolumes",
  singular: "persistentvolume",
  kind: "PersistentVolume",
  namespaced: false,
  shortNames: ["pv"],
};
export const pods: Resource<coreV1.Pod> = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  namespaced: true,
  shortNames: ["po"],
  categories: ["all"],
};
export const podTemplates: Resource<coreV1.PodTemplate> = {
  group: "",
  version: "v1",
  resource: "podtemplates",
  singular: "podtemplate",
  kind: "PodTemplate",
  namespaced: true,
};
export const replicationControllers: Resource<coreV1.ReplicationController> = {
  group: "",
  version: "v1",
  resource: "replicationcontrollers",
  singular: "replicationcontroller",
  kind: "ReplicationController",
  namespaced: true,
  shortNames: ["rc"],
  categories: ["all"],
};
export const resourceQuotas: Resource<coreV1.ResourceQuota> = {
  group: "",
  version: "v1",
  resource: "resourcequotas",
  singular: "resourcequota",
  kind: "ResourceQuota",
  namespaced: true,
  shortNames: ["quota"],
};
export const secrets: Resource<coreV1.Secret> = {
  group: "",
  version: "v1",
  resource: "secrets",
  singular: "secret",
  kind: "Secret",
  namespaced: true,
};
export const serviceAccounts: Resource<coreV1.ServiceAccount> = {
  group: "",
  version: "v1",
  resource: "serviceaccounts",
  singular: "serviceaccount",
  kind: "ServiceAccount",
  namespaced: true,
  shortNames: ["sa"],
};
export const services: Resource<coreV1.Service> = {
  group: "",
  version: "v1",
  resource: "services",
  singular: "service",
  kind: "Service",
  namespaced: true,
  shortNames: ["svc"],
  categories: ["all"],
};
export const apiServices: Resource<apiregistrationV1.APIService> = {
  group: "apiregistration.k8s.io",
  version: "v1",
  resource: "apiservices",
  singular: "apiservice",
  kind: "APIService",
  namespaced: false,
  categories: ["api-extensions"],
};
export const controllerRevisions: Resource<appsV1.ControllerRevision> = {
  group: "apps",
  version: "v1",
  resource: "controllerrevisions",
  singular: "controllerrevision",
  kind: "ControllerRevision",
  namespaced: true,
};
export const daemonSets: Resource<appsV1.DaemonSet> = {
  group: "apps",
  version: "v1",
  resource: "daemonsets",
  singular: "daemonset",
  kind: "DaemonSet",
  namespaced: true,
  shortNames: ["ds"],
  categories: ["all"],
};
export const deployments: Resource<appsV1.Deployment> = {
  group: "apps",
  version: "v1",
  resource: "deployments",
  singular: "deployment",
  kind: "Deployment",
  namespaced: true,
  shortNames: ["deploy"],
  categories: ["all"],
};
export const replicaSets: Resource<appsV1.ReplicaSet> = {
  group: "apps",
  version: "v1",
  resource: "replicasets",
  singular: "replicaset",
  kind: "ReplicaSet",
  namespaced: true,
  shortNames: ["rs"],
  categories: ["all"],
};
export const statefulSets: Resource<appsV1.StatefulSet> = {
  group: "apps",
  version: "v1",
  resource: "statefulsets",
  singular: "statefulset",
  kind: "StatefulSet",
  namespaced: true,
  shortNames: ["sts"],
  categories: ["all"],
};
export const eventsV1Events: Resource<eventsV1.Event> = {
  group: "events.k8s.io",
  version: "v1",
  resource: "events",
  singular: "event",
  kind: "Event",
  namespaced: true,
  shortNames: ["ev"],
};
export const selfSubjectReviews: Resource<authenticationV1.SelfSubjectReview> = {
  group: "authentication.k8s.io",
  version: "v1",
  resource: "selfsubjectreviews",
  singular: "selfsubjectreview",
  kind: "SelfSubjectReview",
  namespaced: false,
};
export const tokenReviews: Resource<authenticationV1.TokenReview> = {
  group: "authentication.k8s.io",
  version: "v1",
  resource: "tokenreviews",
  singular: "tokenreview",
  kind: "TokenReview",
  namespaced: false,
};
export const localSubjectAccessReviews: Resource<authorizationV1.LocalSubjectAccessReview> = {
  group: "authorization.k8s.io",
  version: "v1",
  resource: "localsubjectaccessreviews",
  singular: "localsubjectaccessreview",
  kind: "LocalSubjectAccessReview",
  namespaced: true,
};
export const selfSubjectAccessReviews: Resource<authorizationV1.SelfSubjectAccessReview> = {
  group: "authorization.k8s.io",
  version: "v1",
  resource: "selfsubjectaccessreviews",
  singular: "selfsubjectaccessreview",
  kind: "SelfSubjectAccessReview",
  namespaced: false,
};
export const selfSubjectRulesReviews: Resource<authorizationV1.SelfSubjectRulesReview> = {
  group: "authorization.k8s.io",
  version: "v1",
  resource: "selfsubjectrulesreviews",
  singular: "selfsubjectrulesreview",
  kind: "SelfSubjectRulesReview",
  namespaced: false,
};
export const subjectAccessReviews: Resource<authorizationV1.SubjectAccessReview> = {
  group: "authorization.k8s.io",
  version: "v1",
  resource: "subjectaccessreviews",
  singular: "subjectaccessreview",
  kind: "SubjectAccessReview",
  namespaced: false,
};
export const horizontalPodAutoscalers: Resource<autoscalingV2.HorizontalPodAutoscaler> = {
  group: "autoscaling",
  version: "v2",
  resource: "horizontalpodautoscalers",
  singular: "horizontalpodautoscaler",
  kind: "HorizontalPodAutoscaler",
  namespaced: true,
  shortNames: ["hpa"],
  categories: ["all"],
};
export const horizontalPodAutoscalersV1: Resource<autoscalingV1.HorizontalPodAutoscaler> = {
  group: "autoscaling",
  version: "v1",
  resource: "horizontalpodautoscalers",
  singular: "horizontalpodautoscaler",
  kind: "HorizontalPodAutoscaler",
  namespaced: true,
  shortNames: ["hpa"],
  categories: ["all"],
};
export const cronJobs: Resource<batchV1.CronJob> = {
  group: "batch",
  version: "v1",
  resource: "cronjobs",
  singular: "cronjob",
  kind: "CronJob",
  namespaced: true,
  shortNames: ["cj"],
  categories: ["all"],
};
export const jobs: Resource<batchV1.Job> = {
  group: "batch",
  version: "v1",
  resource: "jobs",
  singular: "job",
  kind: "Job",
  namespaced: true,
  categories: ["all"],
};
export const certificateSigningRequests: Resource<certificatesV1.CertificateSigningRequest> = {
  group: "certificates.k8s.io",
  version: "v1",
  resource: "certificatesigningrequests",
  singular: "certificatesigningrequest",
  kind: "CertificateSigningRequest",
  namespaced: false,
  shortNames: ["csr"],
};
export const ingressClasses: Resource<networkingV1.IngressClass> = {
  group: "networking.k8s.io",
  version: "v1",
  resource: "ingressclasses",
  singular: "ingressclass",
  kind: "IngressClass",
  namespaced: false,
};
export const ingresses: Resource<networkingV1.Ingress> = {
  group: "networking.k8s.io",
  version: "v1",
  resource: "ingresses",
  singular: "ingress",
  kind: "Ingress",
  namespaced: true,
  shortNames: ["ing"],
};
export const ipAddresses: Resource<networkingV1.IPAddress> = {
  group: "networking.k8s.io",
  version: "v1",
  resource: "ipaddresses",
  singular: "ipaddress",
  kind: "IPAddress",
  namespaced: false,
  shortNames: ["ip"],
};
export const networkPolicies: Resource<networkingV1.NetworkPolicy> = {
  group: "networking.k8s.io",
  version: "v1",
  resource: "networkpolicies",
  singular: "networkpolicy",
  kind: "NetworkPolicy",
  namespaced: true,
  shortNames: ["netpol"],
};
export const serviceCIDRs: Resource<networkingV1.ServiceCIDR> = {
  group: "networking.k8s.io",
  version: "v1",
  resource: "servicecidrs",
  singular: "servicecidr",
  kind: "ServiceCIDR",
  namespaced: false,
};
export const podDisruptionBudgets: Resource<policyV1.PodDisruptionBudget> = {
  group: "policy",
  version: "v1",
  resource: "poddisruptionbudgets",
  singular: "poddisruptionbudget",
  kind: "PodDisruptionBudget",
  namespaced: true,
  shortNames: ["pdb"],
};
export const clusterRoleBindings: Resource<rbacV1.ClusterRoleBinding> = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterrolebindings",
  singular: "clusterrolebinding",
  kind: "ClusterRoleBinding",
  namespaced: false,
};
export const clusterRoles: Resource<rbacV1.ClusterRole> = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterroles",
  singular: "clusterrole",
  kind: "ClusterRole",
  namespaced: false,
};
export const roleBindings: Resource<rbacV1.RoleBinding> = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "rolebindings",
  singular: "rolebinding",
  kind: "RoleBinding",
  namespaced: true,
};
export const roles: Resource<rbacV1.Role> = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "roles",
  singular: "role",
  kind: "Role",
  namespaced: true,
};
export const csiDrivers: Resource<storageV1.CSIDriver> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "csidrivers",
  singular: "csidriver",
  kind: "CSIDriver",
  namespaced: false,
};
export const csiNodes: Resource<storageV1.CSINode> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "csinodes",
  singular: "csinode",
  kind: "CSINode",
  namespaced: false,
};
export const csiStorageCapacities: Resource<storageV1.CSIStorageCapacity> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "csistoragecapacities",
  singular: "csistoragecapacity",
  kind: "CSIStorageCapacity",
  namespaced: true,
};
export const storageClasses: Resource<storageV1.StorageClass> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "storageclasses",
  singular: "storageclass",
  kind: "StorageClass",
  namespaced: false,
  shortNames: ["sc"],
};
export const volumeAttachments: Resource<storageV1.VolumeAttachment> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "volumeattachments",
  singular: "volumeattachment",
  kind: "VolumeAttachment",
  namespaced: false,
};
export const volumeAttributesClasses: Resource<storageV1.VolumeAttributesClass> = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "volumeattributesclasses",
  singular: "volumeattributesclass",
  kind: "VolumeAttributesClass",
  namespaced: false,
  shortNames: ["vac"],
};
export const mutatingAdmissionPolicies: Resource<admissionregistrationV1.MutatingAdmissionPolicy> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "mutatingadmissionpolicies",
    singular: "mutatingadmissionpolicy",
    kind: "MutatingAdmissionPolicy",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const mutatingAdmissionPolicyBindings: Resource<admissionregistrationV1.MutatingAdmissionPolicyBinding> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "mutatingadmissionpolicybindings",
    singular: "mutatingadmissionpolicybinding",
    kind: "MutatingAdmissionPolicyBinding",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const mutatingWebhookConfigurations: Resource<admissionregistrationV1.MutatingWebhookConfiguration> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "mutatingwebhookconfigurations",
    singular: "mutatingwebhookconfiguration",
    kind: "MutatingWebhookConfiguration",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const validatingAdmissionPolicies: Resource<admissionregistrationV1.ValidatingAdmissionPolicy> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "validatingadmissionpolicies",
    singular: "validatingadmissionpolicy",
    kind: "ValidatingAdmissionPolicy",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const validatingAdmissionPolicyBindings: Resource<admissionregistrationV1.ValidatingAdmissionPolicyBinding> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "validatingadmissionpolicybindings",
    singular: "validatingadmissionpolicybinding",
    kind: "ValidatingAdmissionPolicyBinding",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const validatingWebhookConfigurations: Resource<admissionregistrationV1.ValidatingWebhookConfiguration> =
  {
    group: "admissionregistration.k8s.io",
    version: "v1",
    resource: "validatingwebhookconfigurations",
    singular: "validatingwebhookconfiguration",
    kind: "ValidatingWebhookConfiguration",
    namespaced: false,
    categories: ["api-extensions"],
  };
export const customResourceDefinitions: Resource<apiextensionsV1.CustomResourceDefinition> = {
  group: "apiextensions.k8s.io",
  version: "v1",
  resource: "customresourcedefinitions",
  singular: "customresourcedefinition",
  kind: "CustomResourceDefinition",
  namespaced: false,
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
};
export const priorityClasses: Resource<schedulingV1.PriorityClass> = {
  group: "scheduling.k8s.io",
  version: "v1",
  resource: "priorityclasses",
  singular: "priorityclass",
  kind: "PriorityClass",
  namespaced: false,
  shortNames: ["pc"],
};
export const leases: Resource<coordinationV1.Lease> = {
  group: "coordination.k8s.io",
  version: "v1",
  resource: "leases",
  singular: "lease",
  kind: "Lease",
  namespaced: true,
};
export const runtimeClasses: Resource<nodeV1.RuntimeClass> = {
  group: "node.k8s.io",
  version: "v1",
  resource: "runtimeclasses",
  singular: "runtimeclass",
  kind: "RuntimeClass",
  namespaced: false,
};
export const endpointSlices: Resource<discoveryV1.EndpointSlice> = {
  group: "discovery.k8s.io",
  version: "v1",
  resource: "endpointslices",
  singular: "endpointslice",
  kind: "EndpointSlice",
  namespaced: true,
};
export const deviceClasses: Resource<resourceV1.DeviceClass> = {
  group: "resource.k8s.io",
  version: "v1",
  resource: "deviceclasses",
  singular: "deviceclass",
  kind: "DeviceClass",
  namespaced: false,
};
export const resourceClaims: Resource<resourceV1.ResourceClaim> = {
  group: "resource.k8s.io",
  version: "v1",
  resource: "resourceclaims",
  singular: "resourceclaim",
  kind: "ResourceClaim",
  namespaced: true,
};
export const resourceClaimTemplates: Resource<resourceV1.ResourceClaimTemplate> = {
  group: "resource.k8s.io",
  version: "v1",
  resource: "resourceclaimtemplates",
  singular: "resourceclaimtemplate",
  kind: "ResourceClaimTemplate",
  namespaced: true,
};
export const resourceSlices: Resource<resourceV1.ResourceSlice> = {
  group: "resource.k8s.io",
  version: "v1",
  resource: "resourceslices",
  singular: "resourceslice",
  kind: "ResourceSlice",
  namespaced: false,
};
export const flowSchemas: Resource<flowcontrolV1.FlowSchema> = {
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  resource: "flowschemas",
  singular: "flowschema",
  kind: "FlowSchema",
  namespaced: false,
};
export const priorityLevelConfigurations: Resource<flowcontrolV1.PriorityLevelConfiguration> = {
  group: "flowcontrol.apiserver.k8s.io",
  version: "v1",
  resource: "prioritylevelconfigurations",
  singular: "prioritylevelconfiguration",
  kind: "PriorityLevelConfiguration",
  namespaced: false,
};

/** Every resource above. */
export const allResources: readonly Resource[] = [
  bindings,
  componentStatuses,
  configMaps,
  endpoints,
  events,
  limitRanges,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  podTemplates,
  replicationControllers,
  resourceQuotas,
  secrets,
  serviceAccounts,
  services,
  apiServices,
  controllerRevisions,
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  eventsV1Events,
  selfSubjectReviews,
  tokenReviews,
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
  horizontalPodAutoscalers,
  horizontalPodAutoscalersV1,
  cronJobs,
  jobs,
  certificateSigningRequests,
  ingressClasses,
  ingresses,
  ipAddresses,
  networkPolicies,
  serviceCIDRs,
  podDisruptionBudgets,
  clusterRoleBindings,
  clusterRoles,
  roleBindings,
  roles,
  csiDrivers,
  csiNodes,
  csiStorageCapacities,
  storageClasses,
  volumeAttachments,
  volumeAttributesClasses,
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  mutatingWebhookConfigurations,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
  validatingWebhookConfigurations,
  customResourceDefinitions,
  priorityClasses,
  leases,
  runtimeClasses,
  endpointSlices,
  deviceClasses,
  resourceClaims,
  resourceClaimTemplates,
  resourceSlices,
  flowSchemas,
  priorityLevelConfigurations,
];
