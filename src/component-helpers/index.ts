export {
  podTemplateHash,
  revisionOf,
} from "./deployment-revision.ts";
export { fieldValue, type PodAddresses, resourceFieldValue } from "./downward-api.ts";
export {
  matchesNodeSelector,
  matchesNodeSelectorTerm,
  matchesRequiredNodeAffinity,
} from "./node-selector.ts";
export { isNodeReady, nodeAddress, nodeCondition } from "./node-status.ts";
export {
  controllerOf,
  isBeingDeleted,
  newControllerRef,
} from "./owner-references.ts";
export { type PodResourcesOptions, podLimits, podRequests } from "./pod-resources.ts";
export {
  isMirrorPod,
  isPodActive,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  isRestartableInitContainer,
  podCondition,
} from "./pod-status.ts";
export {
  computeQualityOfServiceClass,
  podQualityOfServiceClass,
  type QualityOfServiceClass,
} from "./quality-of-service.ts";
export {
  addAmounts,
  maxAmounts,
  type ResourceAmounts,
  resourceAmount,
  resourceAmounts,
} from "./resource-amounts.ts";
export {
  findMatchingToleration,
  findUntoleratedTaint,
  isSameTaint,
  toleratesTaint,
} from "./tolerations.ts";
export { annotations, labels, nodeLeaseNamespace, taints } from "./well-known-labels.ts";
