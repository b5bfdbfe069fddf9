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
export { initialRevision, maximumValueBytes, parseRevision } from "./revision.ts";
