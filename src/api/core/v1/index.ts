export { validateConfigMap, validateConfigMapUpdate } from "./config-map-validation.ts";
export { applyContainerDefaults, defaultPullPolicy } from "./container-defaults.ts";
export {
  applyEndpointsDefaults,
  applyLimitRangeDefaults,
  applyNamespaceDefaults,
  applyNodeDefaults,
  applyPersistentVolumeClaimDefaults,
  applyPersistentVolumeDefaults,
  applyPodTemplateObjectDefaults,
  applyReplicationControllerDefaults,
  applySecretDefaults,
} from "./core-defaults.ts";
export { validateEndpoints, validateNonSpecialIp } from "./endpoints-validation.ts";
export { validateEvent } from "./event-validation.ts";
export { validateNode, validateNodeUpdate } from "./node-validation.ts";
export {
  validatePersistentVolume,
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimUpdate,
  validatePersistentVolumeUpdate,
} from "./persistent-volume-validation.ts";
export {
  applyPodDefaults,
  applyPodSpecDefaults,
  applyPodTemplateDefaults,
} from "./pod-defaults.ts";
export {
  validatePodEphemeralContainersUpdate,
  validatePodResize,
  validatePodStatusUpdate,
  validatePodUpdate,
} from "./pod-update-validation.ts";
export { validatePod } from "./pod-validation.ts";
export {
  validateLimitRange,
  validateResourceQuota,
  validateResourceQuotaUpdate,
} from "./quota-validation.ts";
export { validateSecret, validateSecretUpdate } from "./secret-validation.ts";
export { applyServiceDefaults, isExternallyAccessible } from "./service-defaults.ts";
export { validateService, validateServiceUpdate } from "./service-validation.ts";
export type * from "./types.generated.ts";
export { applyVolumeDefaults } from "./volume-defaults.ts";
export {
  validateAlwaysRestarting,
  validatePodTemplate,
  validateReplicationController,
  validateSelectorFitsTemplate,
  validateWorkloadSelector,
} from "./workload-validation.ts";
