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
export {
  applyPodDefaults,
  applyPodSpecDefaults,
  applyPodTemplateDefaults,
} from "./pod-defaults.ts";
export { applyServiceDefaults, isExternallyAccessible } from "./service-defaults.ts";
export type * from "./types.generated.ts";
export { applyVolumeDefaults } from "./volume-defaults.ts";
