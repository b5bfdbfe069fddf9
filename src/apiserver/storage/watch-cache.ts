// All objects of one resource in memory, current with the store, and their recent history. Reads,
// lists and watches are answered from here. It fills itself when first asked for.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2340-Consistent-reads-from-cache

import type { UnstructuredObject } from "#apimachinery";
import type { Clock } from "#base";
import { type Backend, type KeyValue, prefixEnd, type StoreEvent } from "#store";
import { CacheEntry, CacheEvent } from "./cache-entry.ts";
import { defaultHistoryLimits, EventHistory, type HistoryLimits } from "./event-history.ts";
import type { ObjectCodec } from "./object-codec.ts";
import { SortedEntries } from "./sorted-entries.ts";
import { fromStore } from "./store-errors.ts";
import { type FeedSubscriber, registryPrefix, type StoreFeed } from "./store-feed.ts";
import { WatchHub } from "./watch-hub.ts";

const fillPage = 5_000;
const fillAttempts = 5;

export interface WatchCacheOptions {
  /** Below /registry/, without slashes at the ends: "pods". */
  prefix: string;
  namespaced: boolean;
  codec: ObjectCodec;
  backend: Backend;
  feed: StoreFeed;
  clock: Clock;
  /** Fields beside metadata.name by which watchers are indexed. */
  indexedFields?: Readonly<Record<string, (object: UnstructuredObject) => string>>;
  historyLimits?: HistoryLimits;
}

export class WatchCache implements FeedSubscriber {
  readonly prefix: string;
  readonly hub: WatchHub;
  readonly history: EventHistory;
  readonly #options: WatchCacheOptions;
  readonly #entries = new SortedEntries<CacheEntry, Buffer>(joinBodies);
  readonly #byKey = new Map<string, CacheEntry>();
  /** Objects whose write is under way, so that the event of the write need not be decoded. */
  readonly #writing = new Map<string, { bytes: Uint8Array; object: UnstructuredObject }>();
  readonly #resetListeners = new Set<() => void>();
  #early: StoreEvent[] = [];
  #filling: Promise<void> | undefined;
  #ready = false;
  #generation = 0;
  #startRevision = 0;
  #changeRevision = 0;
  #batchSize = 0;

  constructor(options: WatchCacheOptions) {
    this.#options = options;
    this.prefix = `${registryPrefix}${options.prefix}/`;
    this.history = new EventHistory(options.historyLimits ?? defaultHistoryLimits);
    const fields: Record<string, (entry: CacheEntry) => string> = {};
    for (const [field, read] of Object.entries(options.indexedFields ?? {})) {
      fields[field] = (entry) => read(entry.object);
    }
    this.hub = new WatchHub(options.clock, fields);
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The store's revision that the cache shows. */
  get revision(): number {
    return Math.max(this.#startRevision, this.#options.feed.revision);
  }

  /** The revision of the last change of this resource. */
  get changeRevision(): number {
    return this.#changeRevision;
  }

  /** Undefined when the cache can be read at once. */
  whenReady(): Promise<void> | undefined {
    if (this.#ready) return undefined;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  keyOf(namespace: string, name: string): string {
    return namespace ? `${this.prefix}${namespace}/${name}` : this.prefix + name;
  }

  get(key: string): CacheEntry | undefined {
    return this.#byKey.get(key);
  }

  forEach(start: string, end: string, visit: (entry: CacheEntry) => boolean): void {
    this.#entries.forEach(start, end, visit);
  }

  /**
   * The bodies in the range, each behind a comma, joined to a few buffers. They are kept until one
   * of their objects changes, so that many who list the same cost little more than one, and so that
   * many objects take few allocations.
   */
  joined(start: string, end: string): Buffer[] {
    return this.#entries.made(start, end);
  }

  count(start: string, end: string): number {
    return this.#entries.count(start, end);
  }

  /** An entry for a state that is not in the cache (an earlier one, or a dry run). */
  entryOf(item: Pick<KeyValue, "key" | "value" | "modRevision">): CacheEntry {
    return this.#makeEntry(item, undefined);
  }

  /** Tells of a write before it is sent; the function returned ends that. */
  writing(key: string, bytes: Uint8Array, object: UnstructuredObject): () => void {
    const write = { bytes, object };
    this.#writing.set(key, write);
    return () => {
      if (this.#writing.get(key) === write) this.#writing.delete(key);
    };
  }

  /** Calls back when the cache has lost its place and all watchers must start again. */
  onReset(listener: () => void): () => void {
    this.#resetListeners.add(listener);
    return () => this.#resetListeners.delete(listener);
  }

  event(event: StoreEvent): void {
    if (!this.#ready) {
      this.#early.push(event);
      return;
    }
    this.#apply(event);
  }

  batchEnd(): void {
    if (this.#batchSize === 0) return;
    this.#batchSize = 0;
    this.hub.batchEnd();
  }

  reset(): void {
    this.#generation++;
    this.#ready = false;
    this.#early = [];
    for (const listener of [...this.#resetListeners]) listener();
  }

  async #fill(): Promise<void> {
    for (let attempt = 0; attempt < fillAttempts; attempt++) {
      const generation = ++this.#generation;
      this.#early = [];
      this.#options.feed.subscribe(this.#options.prefix, this);
      const { items, revision } = await this.#readAll();
      if (generation !== this.#generation) continue;
      this.#entries.clear();
      this.#byKey.clear();
      for (const item of items) this.#put(this.#makeEntry(item, undefined));
      this.#startRevision = revision;
      this.#changeRevision = revision;
      this.history.reset(revision);
      this.#ready = true;
      const early = this.#early;
      this.#early = [];
      for (const event of early) if (event.item.modRevision > revision) this.#apply(event);
      this.batchEnd();
      return;
    }
    throw await fromStore(Promise.reject(new Error("The watch on the store broke while reading")));
  }

  /** Every object as of one revision, in pages. */
  async #readAll(): Promise<{ items: KeyValue[]; revision: number }> {
    const end = prefixEnd(this.prefix);
    const { backend } = this.#options;
    const first = await fromStore(backend.range({ start: this.prefix, end, limit: fillPage }));
    const items = [...first.items];
    let more = first.more;
    while (more) {
      const start = `${(items[items.length - 1] as KeyValue).key}\0`;
      const page = await fromStore(
        backend.range({ start, end, limit: fillPage, revision: first.revision }),
      );
      for (const item of page.items) items.push(item);
      more = page.more;
    }
    return { items, revision: first.revision };
  }

  #apply(event: StoreEvent): void {
    const { item } = event;
    const previous = this.#byKey.get(item.key);
    let change: CacheEvent;
    if (event.type === "put") {
      const entry = this.#makeEntry(item, this.#objectWritten(item));
      this.#put(entry);
      const type = previous ? "MODIFIED" : "ADDED";
      change = new CacheEvent(type, item.modRevision, { entry, previous });
    } else {
      if (!previous) return;
      this.#byKey.delete(item.key);
      this.#entries.delete(item.key);
      const entry = previous.atRevision(item.modRevision);
      change = new CacheEvent("DELETED", item.modRevision, { entry, previous });
    }
    this.#changeRevision = item.modRevision;
    this.#batchSize++;
    this.history.add(change);
    this.hub.offer(change);
    previous?.retire();
  }

  #put(entry: CacheEntry): void {
    this.#byKey.set(entry.key, entry);
    this.#entries.set(entry);
  }

  #makeEntry(
    item: Pick<KeyValue, "key" | "value" | "modRevision">,
    object: UnstructuredObject | undefined,
  ): CacheEntry {
    const rest = item.key.slice(this.prefix.length);
    const slash = this.#options.namespaced ? rest.indexOf("/") : -1;
    const place = {
      key: item.key,
      namespace: slash < 0 ? "" : rest.slice(0, slash),
      name: rest.slice(slash + 1),
    };
    const { codec } = this.#options;
    const revision = item.modRevision;
    return new CacheEntry(codec, place, {
      revision,
      body: codec.serve(item.value, revision),
      ...(object ? { object } : {}),
    });
  }

  #objectWritten(item: KeyValue): UnstructuredObject | undefined {
    const write = this.#writing.get(item.key);
    if (!write || Buffer.compare(write.bytes, item.value) !== 0) return undefined;
    this.#writing.delete(item.key);
    write.object.metadata.resourceVersion = String(item.modRevision);
    return this.#options.codec.share(write.object);
  }
}

const comma = Buffer.from(",");

/** The entries' own buffers are given up for their places in the joined one. */
function joinBodies(entries: readonly CacheEntry[]): Buffer {
  let length = 0;
  for (const entry of entries) length += entry.body.length + 1;
  const joined = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const entry of entries) {
    const { body } = entry;
    joined.set(comma, at);
    joined.set(body, at + 1);
    const end = at + 1 + body.length;
    entry.moveTo(joined.subarray(at + 1, end));
    at = end;
  }
  return joined;
}
