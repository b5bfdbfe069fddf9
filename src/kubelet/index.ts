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
