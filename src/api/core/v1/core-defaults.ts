// Defaults of the core kinds that need only a line or two each.
// https://kubernetes.io/docs/reference/kubernetes-api/
import { applyPodTemplateDefaults } from "./pod-defaults.ts";
import type {
  Endpoints,
  LimitRange,
  LimitRangeItem,
  Namespace,
  Node,
  NodeSpec,
  PersistentVolume,
  PersistentVolumeClaim,
  PodTemplate,
  ReplicationController,
  Secret,
} from "./types.generated.ts";

export function applySecretDefaults(secret: Secret): void {
  secret.type ||= "Opaque";
  if (secret.stringData === undefined) return;
  secret.data ??= {};
  for (const [key, text] of Object.entries(secret.stringData)) secret.data[key] = toBase64(text);
  delete secret.stringData;
}

/** Every namespace carries its name as a label, so that selectors can name it. */
export function applyNamespaceDefaults(namespace: Namespace): void {
  namespace.spec ??= {};
  namespace.status ??= {};
  namespace.status.phase ??= "Active";
  const { name } = namespace.metadata;
  if (!name) return;
  namespace.metadata.labels ??= {};
  namespace.metadata.labels["kubernetes.io/metadata.name"] = name;
}

export function applyNodeDefaults(node: Node): void {
  node.spec ??= {};
  node.status ??= {};
  applyPodCidrAlias(node.spec);
  if (node.status.capacity !== undefined) node.status.allocatable ??= { ...node.status.capacity };
}

/** `podCIDR` is the first of `podCIDRs`, and wins where the two differ. */
function applyPodCidrAlias(spec: NodeSpec): void {
  if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
  else if (spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
}

export function applyEndpointsDefaults(endpoints: Endpoints): void {
  for (const subset of endpoints.subsets ?? []) {
    for (const port of subset.ports ?? []) port.protocol ??= "TCP";
  }
}

export function applyReplicationControllerDefaults(controller: ReplicationController): void {
  controller.spec ??= {};
  controller.status ??= { replicas: 0 };
  const { spec } = controller;
  applyPodTemplateDefaults(spec.template);
  const labels = spec.template?.metadata?.labels;
  if (labels !== undefined) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(controller.metadata.labels ?? {}).length === 0) {
      controller.metadata.labels = { ...labels };
    }
  }
  spec.replicas ??= 1;
}

export function applyPodTemplateObjectDefaults(podTemplate: PodTemplate): void {
  podTemplate.template ??= {};
  applyPodTemplateDefaults(podTemplate.template);
}

export function applyPersistentVolumeDefaults(volume: PersistentVolume): void {
  volume.spec ??= {};
  volume.status ??= {};
  volume.status.phase ??= "Pending";
  volume.spec.persistentVolumeReclaimPolicy ??= "Retain";
  volume.spec.volumeMode ??= "Filesystem";
  if (volume.spec.hostPath) volume.spec.hostPath.type ??= "";
}

export function applyPersistentVolumeClaimDefaults(claim: PersistentVolumeClaim): void {
  claim.spec ??= {};
  claim.status ??= {};
  claim.status.phase ??= "Pending";
  claim.spec.resources ??= {};
  claim.spec.volumeMode ??= "Filesystem";
  const source = claim.spec.dataSource;
  const reference = claim.spec.dataSourceRef;
  if (source !== undefined && reference === undefined) claim.spec.dataSourceRef = { ...source };
  if (reference !== undefined && source === undefined && reference.namespace === undefined) {
    const { namespace: _, ...local } = reference;
    claim.spec.dataSource = local;
  }
}

export function applyLimitRangeDefaults(limitRange: LimitRange): void {
  limitRange.spec ??= { limits: [] };
  for (const item of limitRange.spec.limits ?? []) {
    if (item.type === "Container") applyContainerLimitDefaults(item);
  }
}

/** max fills default; default and then min fill defaultRequest. */
function applyContainerLimitDefaults(item: LimitRangeItem): void {
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
  if (Object.keys(item.default).length === 0) delete item.default;
  if (Object.keys(item.defaultRequest).length === 0) delete item.defaultRequest;
}

/** Base64 of the UTF-8 bytes. */
function toBase64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
