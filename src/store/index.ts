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
