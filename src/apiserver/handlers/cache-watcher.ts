// One watch: first what is there (or what happened since), at the speed of the reader, then what
// happens. A reader that falls too far behind is cut off; it will list again.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes

import type { Status } from "#apimachinery";
import type { Clock, Timer } from "#base";
import type { ResponseStream } from "../request-context.ts";
import type { CacheEntry, CacheEvent, WatchFormat } from "../storage/cache-entry.ts";
import type { WatchCache } from "../storage/watch-cache.ts";
import { type HubMember, seenAs, type WatchScope } from "../storage/watch-hub.ts";
import type { OpenWatch } from "./watch-registry.ts";

/** What a reader may leave unread before it is cut off. */
const backlogLimitBytes = 8 * 1024 * 1024;
const pieceBytes = 128 * 1024;

export interface CacheWatcherOptions {
  stream: ResponseStream;
  cache: WatchCache;
  scope: WatchScope;
  clock: Clock;
  wantsBookmarks: boolean;
  gaugeLabels: Readonly<Record<string, string>>;
}

export type WatchStart =
  /** Everything that is there, as ADDED; then, if wanted, the bookmark that says so. */
  | { from: "state"; endBookmark: boolean }
  /** What happened after the revision. */
  | { from: "revision"; revision: number }
  | { from: "now" };

export class CacheWatcher implements HubMember, OpenWatch {
  readonly wantsBookmarks: boolean;
  readonly gaugeLabels: Readonly<Record<string, string>>;
  /** Resolves when the watch has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #options: CacheWatcherOptions;
  readonly #format: WatchFormat;
  #resolveEnded: () => void = () => {};
  #leave: (() => void) | undefined;
  #timer: Timer | undefined;
  #isEnded = false;
  /** What is still to be sent before live events; undefined once all is. */
  #backlog: Iterator<Buffer> | undefined;
  #live: Buffer[] = [];
  #liveBytes = 0;
  #sentRevision = 0;

  constructor(options: CacheWatcherOptions) {
    this.#options = options;
    this.#format = options.scope.format;
    this.wantsBookmarks = options.wantsBookmarks;
    this.gaugeLabels = options.gaugeLabels;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** The cache must be ready and hold the history that is asked for. */
  begin(start: WatchStart, timeoutMilliseconds: number): void {
    const { cache, scope, stream, clock } = this.#options;
    this.#timer = clock.after(timeoutMilliseconds, () => this.#finish());
    // State and membership are taken in one go: nothing falls in between.
    const backlog = this.#backlogFor(start);
    this.#leave = cache.hub.join(scope, this);
    stream.onDrain(() => this.#pump());
    if (backlog) {
      this.#backlog = backlog;
      this.#pump();
    }
  }

  chunk(bytes: Buffer, revision: number): void {
    if (this.#isEnded) return;
    this.#sentRevision = revision;
    const { stream } = this.#options;
    const waiting = this.#liveBytes + stream.bufferedBytes + bytes.length;
    if (waiting > backlogLimitBytes && waiting > bytes.length) {
      this.cut();
      return;
    }
    if (this.#backlog) {
      this.#live.push(bytes);
      this.#liveBytes += bytes.length;
    } else stream.write(bytes);
  }

  sendBookmark(): void {
    if (this.#isEnded || this.#backlog) return;
    const { cache, stream } = this.#options;
    cache.hub.flush();
    const { revision } = cache;
    if (revision <= this.#sentRevision) return;
    this.#sentRevision = revision;
    stream.write(this.#format.bookmark(revision, false));
  }

  end(): void {
    this.#finish();
  }

  /** Ends with an ERROR event. */
  fail(status: Status): void {
    if (this.#isEnded) return;
    this.#options.stream.write(this.#format.error(status));
    this.#finish();
  }

  /** Ends without a word: the reader is too slow or gone. */
  cut(): void {
    if (this.#isEnded) return;
    this.#release();
    this.#options.stream.destroy();
    this.#resolveEnded();
  }

  #finish(): void {
    if (this.#isEnded) return;
    this.#options.cache.hub.flush();
    this.#release();
    this.#options.stream.end();
    this.#resolveEnded();
  }

  #release(): void {
    this.#isEnded = true;
    this.#timer?.cancel();
    this.#leave?.();
    this.#backlog = undefined;
    this.#live = [];
    this.#liveBytes = 0;
  }

  #pump(): void {
    const { stream } = this.#options;
    while (this.#backlog) {
      const next = this.#backlog.next();
      if (!next.done) {
        if (!stream.write(next.value)) return;
        continue;
      }
      this.#backlog = undefined;
      const live = this.#live;
      this.#live = [];
      this.#liveBytes = 0;
      for (const bytes of live) stream.write(bytes);
    }
  }

  #backlogFor(start: WatchStart): Iterator<Buffer> | undefined {
    const { cache, scope } = this.#options;
    this.#sentRevision = cache.revision;
    if (start.from === "now") return undefined;
    if (start.from === "revision") {
      if (start.revision >= cache.revision) return undefined;
      const events = cache.history.after(start.revision);
      return events.length > 0 ? pieces(replay(events, scope)) : undefined;
    }
    const entries = snapshot(cache, scope);
    const bookmark = start.endBookmark ? this.#format.bookmark(cache.revision, true) : undefined;
    return pieces(added(entries, this.#format, bookmark));
  }
}

function snapshot(cache: WatchCache, { namespace, selector }: WatchScope): CacheEntry[] {
  const start = namespace ? `${cache.prefix}${namespace}/` : cache.prefix;
  const end = `${start.slice(0, -1)}0`;
  const entries: CacheEntry[] = [];
  cache.forEach(start, end, (entry) => {
    if (!selector || selector.matches(entry)) entries.push(entry);
    return true;
  });
  return entries;
}

function* added(
  entries: readonly CacheEntry[],
  format: WatchFormat,
  bookmark: Buffer | undefined,
): Generator<Buffer> {
  for (const entry of entries) yield format.event("ADDED", entry);
  if (bookmark) yield bookmark;
}

function* replay(events: readonly CacheEvent[], scope: WatchScope): Generator<Buffer> {
  const { namespace, selector, format } = scope;
  for (const event of events) {
    if (namespace && event.entry.namespace !== namespace) continue;
    const type = seenAs(event, selector);
    if (!type) continue;
    yield event.encoded(format, type);
    event.forgetEncodings();
  }
}

/** Joins buffers to pieces of about 128 KiB. */
function* pieces(buffers: Iterable<Buffer>): Generator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for (const buffer of buffers) {
    parts.push(buffer);
    length += buffer.length;
    if (length < pieceBytes) continue;
    yield Buffer.concat(parts, length);
    parts = [];
    length = 0;
  }
  if (parts.length > 0) yield Buffer.concat(parts, length);
}
