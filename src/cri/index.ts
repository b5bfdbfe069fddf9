export type * from "./protocol/messages.generated.ts";
export {
  type CallOptions,
  type ContainerEvent,
  type ContainerRuntime,
  RuntimeError,
  type RuntimeErrorCode,
} from "./runtime.ts";
export {
  type ContainerdConfigOptions,
  containerdPaths,
} from "./runtimes/containerd/config.ts";
export { type ImageImportOptions, importImageArchive } from "./runtimes/containerd/image-import.ts";
export { ContainerdProcess, type ContainerdProcessOptions } from "./runtimes/containerd/process.ts";
export { ContainerdRuntime, type ContainerdRuntimeOptions } from "./runtimes/containerd/runtime.ts";
export { FakeRuntime, type FakeRuntimeOptions } from "./runtimes/fake/fake-runtime.ts";
export type { FakeBehavior, FakeCall, FakeScript } from "./runtimes/fake/fake-script.ts";
export { type StopPodsOptions, stopPods } from "./stop-pods.ts";
