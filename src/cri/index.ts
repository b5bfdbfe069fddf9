export type * from "./protocol/messages.generated.ts";
export {
  type CallOptions,
  type ContainerEvent,
  type ContainerRuntime,
  RuntimeError,
  type RuntimeErrorCode,
} from "./runtime.ts";
