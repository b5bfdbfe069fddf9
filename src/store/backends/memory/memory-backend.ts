// The store of tests and simulations: everything in memory, the same guarantees as a durable one
// but for surviving the process. Every key keeps its versions until compaction.
import {
  type Backend,
  type KeyValue,
  type RangeOptions,
  type RangeResult,
  StoreError,
  type StoreEvent,
  type StoreWatch,
  type WatchOptions,
  type WatchSink,
  type WriteResult,
} from "../../backend.ts";
import {
  checkWriteSize,
  compactedError,
  initialRevision,
  readableRevision,
} from "../../revision.ts";
import { type HistoryChunk, type HistoryRequest, WatchHub } from "../../watch-hub.ts";
import { SortedMap } from "./sorted-map.ts";

const historyChunkLength = 1000;
/** Rough cost of a version beside its value. */
const versionOverheadBytes = 150;

interface Version {
  revision: number;
  /** Undefined: the key was deleted here. */
  item: KeyValue | undefined;
}

export class MemoryBackend implements Backend {
  readonly #keys = new SortedMap<Version[]>();
  /** Events in order, from the compacted revision on. */
  #events: StoreEvent[] = [];
  readonly #hub: WatchHub;
  #revision = initialRevision;
  #compactRevision = 0;
  #sizeBytes = 0;
  #closed = false;

  constructor() {
    this.#hub = new WatchHub({
      revision: this.#revision,
      compactRevision: () => this.#compactRevision,
      history: async (request) => this.#history(request),
    });
  }

  async revision(): Promise<number> {
    this.#checkOpen();
    return this.#revision;
  }

  async get(key: string, revision?: number): Promise<KeyValue | undefined> {
    this.#checkOpen();
    return itemAt(this.#keys.get(key), this.#readable(revision));
  }

  async range(options: RangeOptions): Promise<RangeResult> {
    this.#checkOpen();
    const revision = this.#readable(options.revision);
    const items: KeyValue[] = [];
    let count = 0;
    for (const [, versions] of this.#keys.range(options.start, options.end)) {
      const item = itemAt(versions, revision);
      if (!item) continue;
      count++;
      if (!options.countOnly && (!options.limit || count <= options.limit)) items.push(item);
    }
    return { items, count, more: !options.countOnly && items.length < count, revision };
  }

  async create(key: string, value: Uint8Array): Promise<WriteResult> {
    return this.#write(key, value, 0);
  }

  async update(key: string, value: Uint8Array, expectedRevision: number): Promise<WriteResult> {
    return this.#write(key, value, expectedRevision);
  }

  async delete(key: string, expectedRevision: number): Promise<WriteResult> {
    return this.#write(key, undefined, expectedRevision);
  }

  watch(options: WatchOptions, sink: WatchSink): StoreWatch {
    return this.#hub.watch(options, sink);
  }

  async compact(revision: number): Promise<void> {
    this.#checkOpen();
    if (revision <= this.#compactRevision) return;
    this.#readable(revision);
    this.#compactRevision = revision;
    const kept = firstEventFrom(this.#events, revision);
    for (const event of this.#events.slice(0, kept)) this.#forget(event.item.key);
    this.#events = this.#events.slice(kept);
  }

  async sizeBytes(): Promise<number> {
    this.#checkOpen();
    return this.#sizeBytes;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#hub.close();
  }

  #write(key: string, value: Uint8Array | undefined, expectedRevision: number): WriteResult {
    this.#checkOpen();
    if (value) checkWriteSize(key, value);
    const versions = this.#keys.get(key) ?? [];
    const current = versions.at(-1)?.item;
    if ((current?.modRevision ?? 0) !== expectedRevision || (!value && !current)) {
      return { ok: false, revision: this.#revision, current };
    }
    const revision = ++this.#revision;
    const item = {
      key,
      value: value ?? new Uint8Array(0),
      createRevision: current?.createRevision ?? revision,
      modRevision: revision,
    };
    versions.push({ revision, item: value ? item : undefined });
    if (versions.length === 1) this.#keys.set(key, versions);
    this.#sizeBytes += versionSizeBytes(key, value);
    const event: StoreEvent = { type: value ? "put" : "delete", item };
    if (current) event.previous = current;
    this.#events.push(event);
    this.#hub.publish([event], revision);
    return { ok: true, revision, ...(current && { previous: current }) };
  }

  #readable(revision: number | undefined): number {
    const bounds = { current: this.#revision, compacted: this.#compactRevision };
    return readableRevision(revision, bounds);
  }

  #history(request: HistoryRequest): HistoryChunk {
    if (request.fromRevision < this.#compactRevision) {
      throw compactedError(request.fromRevision, this.#compactRevision);
    }
    const from = firstEventFrom(this.#events, request.fromRevision);
    const through = firstEventFrom(this.#events, request.throughRevision + 1);
    const events = this.#events.slice(from, Math.min(through, from + historyChunkLength));
    const isLast = from + events.length === through;
    const last = events.at(-1)?.item.modRevision ?? request.throughRevision;
    return {
      events: events.filter(({ item }) => item.key >= request.start && item.key < request.end),
      nextRevision: (isLast ? request.throughRevision : last) + 1,
    };
  }

  /** Drops the versions of a key that no readable revision shows. */
  #forget(key: string): void {
    const versions = this.#keys.get(key);
    if (!versions) return;
    while (versions.length > 0) {
      const [oldest, next] = versions as [Version, Version | undefined];
      const isReplaced = next !== undefined && next.revision <= this.#compactRevision;
      const isGone = oldest.item === undefined && oldest.revision <= this.#compactRevision;
      if (!isReplaced && !isGone) break;
      versions.shift();
      this.#sizeBytes -= versionSizeBytes(key, oldest.item?.value);
    }
    if (versions.length === 0) this.#keys.delete(key);
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError("closed", "The store is closed");
  }
}

function itemAt(versions: readonly Version[] | undefined, revision: number): KeyValue | undefined {
  return versions?.findLast((version) => version.revision <= revision)?.item;
}

function versionSizeBytes(key: string, value: Uint8Array | undefined): number {
  return key.length + (value?.byteLength ?? 0) + versionOverheadBytes;
}

/** Index of the first event at or after the revision. */
function firstEventFrom(events: readonly StoreEvent[], revision: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as StoreEvent).item.modRevision < revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
