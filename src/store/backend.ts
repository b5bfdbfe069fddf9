// etcd's model: keys with byte values, one revision for the whole store, compare-and-write, history
// until compaction, and watches from any revision that is not compacted. Every backend passes
// backend.conformance.ts. https://etcd.io/docs/v3.6/learning/api_guarantees/

export interface KeyValue {
  key: string;
  /** Shared with other readers and watches: nobody may change the bytes. */
  value: Uint8Array;
  /** Revision at which the key came to be (again). */
  createRevision: number;
  /** Revision of the last write of the key. */
  modRevision: number;
}

export type WriteResult =
  /** Durable. `revision` is the write's own; for a delete, `previous` is what was deleted. */
  | { ok: true; revision: number; previous?: KeyValue }
  /** The comparison failed. `current` is what is there now, undefined when the key is absent. */
  | { ok: false; revision: number; current: KeyValue | undefined };

export interface RangeOptions {
  /** First key, inclusive. */
  start: string;
  /** First key that is not included. */
  end: string;
  /** At most so many keys; 0 or absent: all. */
  limit?: number;
  /** Read the store as it was; 0 or absent: now. Throws StoreError "compacted" or "future-revision". */
  revision?: number;
  /** Only count: `items` stays empty. */
  countOnly?: boolean;
}

export interface RangeResult {
  items: KeyValue[];
  /** Number of keys in the range, regardless of the limit. */
  count: number;
  /** Whether the limit cut the range. */
  more: boolean;
  /** Revision of the store that the result shows. */
  revision: number;
}

export interface StoreEvent {
  type: "put" | "delete";
  /** For a delete: key and modRevision of the deletion, value empty. */
  item: KeyValue;
  /** What the key held before; absent when it was created. */
  previous?: KeyValue;
}

/** Calls never happen inside `watch()` or after `close()`. */
export interface WatchSink {
  /** Events of one or more whole revisions, in order. Must not throw and must not block. */
  events(batch: readonly StoreEvent[]): void;
  /**
   * Everything up to this revision has been delivered. Comes once when a watch from an old revision
   * has caught up, and after each requestProgress().
   */
  progress(revision: number): void;
  /** The watch ended by itself; nothing follows. */
  failed(error: StoreError): void;
}

export interface WatchOptions {
  start: string;
  end: string;
  /**
   * Deliver events with modRevision >= this; 0 or absent: from the next write. The compacted
   * revision itself can still be watched; a lower one fails with "compacted".
   */
  fromRevision?: number;
}

export interface StoreWatch {
  /** Asks for one progress() as soon as everything committed by now has been delivered. */
  requestProgress(): void;
  close(): void;
}

export interface Backend {
  /** The last durable revision; 1 for a store that was never written. */
  revision(): Promise<number>;
  get(key: string, revision?: number): Promise<KeyValue | undefined>;
  range(options: RangeOptions): Promise<RangeResult>;
  /** Writes only if the key is absent. The store keeps the value's bytes: do not change them. */
  create(key: string, value: Uint8Array): Promise<WriteResult>;
  /** Writes only if the key's modRevision is the expected one. */
  update(key: string, value: Uint8Array, expectedRevision: number): Promise<WriteResult>;
  /** Deletes only if the key's modRevision is the expected one. */
  delete(key: string, expectedRevision: number): Promise<WriteResult>;
  watch(options: WatchOptions, sink: WatchSink): StoreWatch;
  /**
   * Forgets history below the revision; reads and watches below it fail with "compacted". Nothing
   * happens when it is compacted already; fails with "future-revision" above the store's revision.
   */
  compact(revision: number): Promise<void>;
  /** Bytes that the store holds on disk (or in memory). */
  sizeBytes(): Promise<number>;
  /** Ends every watch with "closed"; later calls fail with it. Writes under way are finished. */
  close(): Promise<void>;
}

export type StoreErrorCode =
  | "compacted"
  | "future-revision"
  | "no-space"
  | "read-only"
  | "too-large"
  | "closed"
  | "corrupt"
  | "unavailable";

/** Translated once, in apiserver/storage; nothing above sees it. */
export class StoreError extends Error {
  override name = "StoreError";
  readonly code: StoreErrorCode;
  /** For "compacted": the oldest revision that can be read. */
  readonly compactRevision: number | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options?: ErrorOptions & { compactRevision?: number },
  ) {
    super(message, options);
    this.code = code;
    this.compactRevision = options?.compactRevision;
  }
}

/** The end of the range of all keys that start with the prefix. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}
