export {
  type Backend,
  type KeyValue,
  prefixEnd,
  type RangeOptions,
  type RangeResult,
  StoreError,
  type StoreErrorCode,
  type StoreEvent,
  type StoreWatch,
  type WatchOptions,
  type WatchSink,
  type WriteResult,
} from "./backend.ts";
export { MemoryBackend } from "./backends/memory/memory-backend.ts";
export { type BackendOptions, openBackend } from "./backends/registry.ts";
export { Compactor, type CompactorOptions } from "./compactor.ts";
export { initialRevision, maximumValueBytes, parseRevision } from "./revision.ts";
