export { Controller, type ControllerOptions } from "./controller.ts";
export { addControllerIndex, controlledBy, orphansOf } from "./controller-index.ts";
export { ControllerMetrics, type ReconcileOutcome } from "./controller-metrics.ts";
export {
  ControllerRefManager,
  type ControllerRefManagerOptions,
} from "./controller-ref-manager.ts";
export { declaredClient } from "./declared-client.ts";
export {
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type Runnable,
} from "./descriptor.ts";
export { Expectations } from "./expectations.ts";
export { OwnWrites } from "./own-writes.ts";
export {
  keyOf,
  type Reconcile,
  type ReconcileResult,
  splitKey,
  TerminalError,
} from "./reconciler.ts";
export { slowStart } from "./slow-start.ts";
