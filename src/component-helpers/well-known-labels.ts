// Labels, annotations and taints that components agree on.
// https://kubernetes.io/docs/reference/labels-annotations-taints/

export const labels = {
  hostname: "kubernetes.io/hostname",
  os: "kubernetes.io/os",
  arch: "kubernetes.io/arch",
  instanceType: "node.kubernetes.io/instance-type",
  topologyZone: "topology.kubernetes.io/zone",
  topologyRegion: "topology.kubernetes.io/region",
  nodeRolePrefix: "node-role.kubernetes.io/",
  controlPlaneRole: "node-role.kubernetes.io/control-plane",
  excludeFromExternalLoadBalancers: "node.kubernetes.io/exclude-from-external-load-balancers",
  namespaceName: "kubernetes.io/metadata.name",
  podTemplateHash: "pod-template-hash",
  controllerRevisionHash: "controller-revision-hash",
  podTemplateGeneration: "pod-template-generation",
  statefulSetPodName: "statefulset.kubernetes.io/pod-name",
  podIndex: "apps.kubernetes.io/pod-index",
  jobName: "batch.kubernetes.io/job-name",
  jobNameLegacy: "job-name",
  controllerUid: "batch.kubernetes.io/controller-uid",
  controllerUidLegacy: "controller-uid",
  serviceName: "kubernetes.io/service-name",
  serviceProxyName: "service.kubernetes.io/service-proxy-name",
  headlessService: "service.kubernetes.io/headless",
  endpointSliceManagedBy: "endpointslice.kubernetes.io/managed-by",
  skipMirror: "endpointslice.kubernetes.io/skip-mirror",
} as const;

export const annotations = {
  deploymentRevision: "deployment.kubernetes.io/revision",
  deploymentRevisionHistory: "deployment.kubernetes.io/revision-history",
  desiredReplicas: "deployment.kubernetes.io/desired-replicas",
  maxReplicas: "deployment.kubernetes.io/max-replicas",
  jobCompletionIndex: "batch.kubernetes.io/job-completion-index",
  jobTracking: "batch.kubernetes.io/job-tracking",
  cronJobScheduledTimestamp: "batch.kubernetes.io/cronjob-scheduled-timestamp",
  podDeletionCost: "controller.kubernetes.io/pod-deletion-cost",
  mirrorPod: "kubernetes.io/config.mirror",
  configHash: "kubernetes.io/config.hash",
  configSource: "kubernetes.io/config.source",
  configSeen: "kubernetes.io/config.seen",
  defaultContainer: "kubectl.kubernetes.io/default-container",
  endpointsLastChangeTriggerTime: "endpoints.kubernetes.io/last-change-trigger-time",
  isDefaultStorageClass: "storageclass.kubernetes.io/is-default-class",
  isDefaultIngressClass: "ingressclass.kubernetes.io/is-default-class",
  nodeTtl: "node.alpha.kubernetes.io/ttl",
  provisionedBy: "pv.kubernetes.io/provisioned-by",
  bindCompleted: "pv.kubernetes.io/bind-completed",
  boundByController: "pv.kubernetes.io/bound-by-controller",
  selectedNode: "volume.kubernetes.io/selected-node",
  storageProvisioner: "volume.kubernetes.io/storage-provisioner",
  rbacAutoUpdate: "rbac.authorization.kubernetes.io/autoupdate",
  lastAppliedConfiguration: "kubectl.kubernetes.io/last-applied-configuration",
} as const;

export const taints = {
  notReady: "node.kubernetes.io/not-ready",
  unreachable: "node.kubernetes.io/unreachable",
  unschedulable: "node.kubernetes.io/unschedulable",
  memoryPressure: "node.kubernetes.io/memory-pressure",
  diskPressure: "node.kubernetes.io/disk-pressure",
  pidPressure: "node.kubernetes.io/pid-pressure",
  networkUnavailable: "node.kubernetes.io/network-unavailable",
  outOfService: "node.kubernetes.io/out-of-service",
  controlPlane: "node-role.kubernetes.io/control-plane",
} as const;

/** The namespace in which nodes renew their leases. */
export const nodeLeaseNamespace = "kube-node-lease";
