// The storage of one resource: cache in front, store behind. What the verb handlers work with; the
// decoded view that strategies and admission get is object-store.ts.

import {
  alreadyExists,
  badRequest,
  notFound,
  type QualifiedResource,
  staleVersion,
  type UnstructuredObject,
} from "#apimachinery";
import { type Clock, deepEqual } from "#base";
import type { Backend, WriteResult } from "#store";
import type { CacheEntry } from "./cache-entry.ts";
import type { ObjectCodec } from "./object-codec.ts";
import { fromStore, tooLargeResourceVersion } from "./store-errors.ts";
import type { StoreFeed } from "./store-feed.ts";
import { WatchCache } from "./watch-cache.ts";

/** How long a read waits for a resourceVersion that is not there yet. */
export const freshnessMilliseconds = 3_000;

export interface ResourceStorageOptions {
  resource: QualifiedResource;
  prefix: string;
  namespaced: boolean;
  codec: ObjectCodec;
  backend: Backend;
  feed: StoreFeed;
  clock: Clock;
  indexedFields?: Readonly<Record<string, (object: UnstructuredObject) => string>>;
}

/** undefined: leave the object as it is. "delete": take it away. */
export type Change = UnstructuredObject | undefined | "delete";

export class ResourceStorage {
  readonly resource: QualifiedResource;
  readonly namespaced: boolean;
  readonly codec: ObjectCodec;
  readonly cache: WatchCache;
  readonly #backend: Backend;
  readonly #feed: StoreFeed;

  constructor(options: ResourceStorageOptions) {
    this.resource = options.resource;
    this.namespaced = options.namespaced;
    this.codec = options.codec;
    this.#backend = options.backend;
    this.#feed = options.feed;
    this.cache = new WatchCache(options);
  }

  get backend(): Backend {
    return this.#backend;
  }

  /** The cached state; the cache must be ready. Throws NotFound. */
  find(namespace: string, name: string): CacheEntry {
    const entry = this.peek(namespace, name);
    if (!entry) throw notFound(this.resource, name);
    return entry;
  }

  /** The cached state, if any; the cache must be ready. */
  peek(namespace: string, name: string): CacheEntry | undefined {
    if (!isSafeSegment(name) || (namespace !== "" && !isSafeSegment(namespace))) return undefined;
    return this.cache.get(this.cache.keyOf(namespace, name));
  }

  async get(namespace: string, name: string): Promise<CacheEntry> {
    await this.cache.whenReady();
    return this.find(namespace, name);
  }

  /** Rejects with a timeout when the revision does not come soon; clients then ask again. */
  async waitFresh(revision: number): Promise<void> {
    if (revision <= this.cache.revision) return;
    if (await this.#feed.reachedWithin(revision, freshnessMilliseconds)) return;
    throw tooLargeResourceVersion(`${revision}, current: ${this.cache.revision}`);
  }

  /** Writes a new object. Rejects with AlreadyExists. */
  async create(namespace: string, object: UnstructuredObject): Promise<CacheEntry> {
    await this.cache.whenReady();
    const key = this.#writeKey(namespace, object.metadata.name ?? "");
    const name = object.metadata.name as string;
    // Saves the encoding; the store decides when two come at once.
    if (this.cache.get(key)) throw alreadyExists(this.resource, name);
    const bytes = this.codec.encodeStored(object);
    const written = this.cache.writing(key, bytes, object);
    try {
      const result = await fromStore(this.#backend.create(key, bytes));
      if (!result.ok) throw alreadyExists(this.resource, name);
      await this.#feed.reached(result.revision);
      return this.#stateAt(key, bytes, result.revision);
    } finally {
      written();
    }
  }

  /** Whether writing the object, encoded as `bytes`, would change nothing. */
  isSame(current: CacheEntry, object: UnstructuredObject, bytes: Uint8Array): boolean {
    const body = this.codec.serve(bytes, current.revision);
    if (body.length !== current.body.length) return false;
    // Other clients write the same fields in another order.
    return Buffer.compare(body, current.body) === 0 || deepEqual(object, current.object);
  }

  /** Writes over the given state. Undefined when somebody else wrote in between. */
  async replace(
    current: CacheEntry,
    object: UnstructuredObject,
    bytes: Uint8Array,
  ): Promise<CacheEntry | undefined> {
    const written = this.cache.writing(current.key, bytes, object);
    try {
      const result = await fromStore(this.#backend.update(current.key, bytes, current.revision));
      if (!(await this.#won(result))) return undefined;
      return this.#stateAt(current.key, bytes, result.revision);
    } finally {
      written();
    }
  }

  /** Takes the given state away and gives its last. Undefined: somebody wrote in between. */
  async remove(current: CacheEntry): Promise<CacheEntry | undefined> {
    const result = await fromStore(this.#backend.delete(current.key, current.revision));
    if (!(await this.#won(result))) return undefined;
    return current.atRevision(result.revision);
  }

  /** The state that a write would leave, for dry runs: encoded as if stored. */
  pretend(namespace: string, object: UnstructuredObject, revision: number): CacheEntry {
    const key = this.#writeKey(namespace, object.metadata.name ?? "");
    const value = this.codec.encodeStored(object);
    return this.cache.entryOf({ key, value, modRevision: revision });
  }

  alreadyExists(name: string): Error {
    return alreadyExists(this.resource, name);
  }

  staleVersion(name: string): Error {
    return staleVersion(this.resource, name);
  }

  #writeKey(namespace: string, name: string): string {
    if (!isSafeSegment(name)) throw badRequest(`The name ${JSON.stringify(name)} cannot be stored`);
    if (this.namespaced !== isSafeSegment(namespace)) {
      throw badRequest(`The namespace ${JSON.stringify(namespace)} cannot be stored`);
    }
    return this.cache.keyOf(namespace, name);
  }

  /** After a lost race, waits until the cache shows what won. */
  async #won(result: WriteResult): Promise<boolean> {
    if (result.ok) {
      await this.#feed.reached(result.revision);
      return true;
    }
    await this.#feed.reached(result.current?.modRevision ?? result.revision);
    return false;
  }

  /** The cache's entry of this write, or one like it when a later write has come over it. */
  #stateAt(key: string, bytes: Uint8Array, revision: number): CacheEntry {
    const entry = this.cache.get(key);
    if (entry?.revision === revision) return entry;
    return this.cache.entryOf({ key, value: bytes, modRevision: revision });
  }
}

/** Whether the text can be one segment of a store key. */
export function isSafeSegment(text: string): boolean {
  if (text === "" || text === "." || text === ".." || text.length > 512) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code === 0x2f || code === 0x25 || code === 0x7f) return false;
  }
  return true;
}
