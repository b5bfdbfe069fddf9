export { FileContainerLogs } from "./container-logs.ts";
export { ExecServer, subjectAccessReviews, tokenReviews } from "./exec-server/index.ts";
export type {
  ContainerLocation,
  ContainerLogs,
  ContainerProbeResults,
  HookTarget,
  LifecycleHooks,
  PodContainers,
  PodVolumes,
  ProbedContainer,
  ProbeFailure,
  ProbeManager,
  VolumeManager,
} from "./interfaces.ts";
export { Kubelet, type KubeletDependencies } from "./kubelet.ts";
export type { KubeletConfiguration } from "./kubelet-configuration.ts";
export { NodeLifecycleHooks } from "./lifecycle-hooks.ts";
export { NodeProbeManager } from "./prober/node-probe-manager.ts";
export { NodeProbeRunner } from "./prober/probe-result.ts";
export { NodeVolumeManager } from "./volume-manager/node-volume-manager.ts";
