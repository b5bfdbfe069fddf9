export type * from "./protocol/messages.generated.ts";
export {
  type CallOptions,
  type ContainerEvent,
  type ContainerRuntime,
  RuntimeError,
  type RuntimeErrorCode,
} from "./runtime.ts";
export { FakeRuntime, type FakeRuntimeOptions } from "./runtimes/fake/fake-runtime.ts";
export type { FakeBehavior, FakeCall, FakeScript } from "./runtimes/fake/fake-script.ts";
