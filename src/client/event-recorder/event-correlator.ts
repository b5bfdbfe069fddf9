// Decides what becomes of an event: a new object, one more count of an earlier one, or nothing.
// Many different messages of one kind about one object are merged into one event, and an object
// that makes too many events is cut off for a while. All tables are bounded.
// https://pkg.go.dev/k8s.io/client-go/tools/record#EventCorrelator
import type { Event } from "#api/core/v1";
import type { Clock } from "#base";

export interface CorrelatorOptions {
  clock: Clock;
  /** Entries of each table; the longest unused go first. */
  cacheSize?: number;
  /** Different messages of one kind within the interval before they are merged. */
  maxSimilarEvents?: number;
  similarIntervalMilliseconds?: number;
  /** Events of one source about one object at once, and the time in which one more is granted. */
  spamBurst?: number;
  spamRefillMilliseconds?: number;
}

export type Correlation =
  | { action: "drop" }
  | { action: "create"; key: string; event: Event }
  /** The event with this name was written before. */
  | { action: "count"; key: string; event: Event; name: string; count: number };

interface Similar {
  messages: Set<string>;
  lastAt: number;
}

interface Written {
  name: string;
  count: number;
  firstTimestamp: string;
}

interface Bucket {
  tokens: number;
  at: number;
}

export class EventCorrelator {
  readonly #options: Required<CorrelatorOptions>;
  readonly #similar = new Map<string, Similar>();
  readonly #buckets = new Map<string, Bucket>();
  readonly #written = new Map<string, Written>();

  constructor(options: CorrelatorOptions) {
    this.#options = {
      cacheSize: 4096,
      maxSimilarEvents: 10,
      similarIntervalMilliseconds: 600_000,
      spamBurst: 25,
      spamRefillMilliseconds: 300_000,
      ...options,
    };
  }

  correlate(event: Event): Correlation {
    const merged = this.#merge(event);
    if (this.#isSpam(event)) return { action: "drop" };
    const present = this.#written.get(merged.key);
    if (!present) return { action: "create", ...merged };
    return {
      action: "count",
      key: merged.key,
      name: present.name,
      count: present.count + 1,
      event: {
        ...merged.event,
        count: present.count + 1,
        firstTimestamp: present.firstTimestamp,
      },
    };
  }

  /** Remembers what the server holds now. */
  wrote(key: string, event: Event): void {
    this.#remember(this.#written, key, {
      name: event.metadata.name ?? "",
      count: event.count ?? 1,
      firstTimestamp: event.firstTimestamp ?? "",
    });
  }

  forget(key: string): void {
    this.#written.delete(key);
  }

  #merge(event: Event): { key: string; event: Event } {
    const kind = kindKey(event);
    const now = this.#options.clock.monotonic();
    let similar = this.#similar.get(kind);
    if (!similar || now - similar.lastAt > this.#options.similarIntervalMilliseconds) {
      similar = { messages: new Set(), lastAt: now };
    }
    similar.lastAt = now;
    if (similar.messages.size < this.#options.maxSimilarEvents) {
      similar.messages.add(event.message ?? "");
    }
    this.#remember(this.#similar, kind, similar);
    if (similar.messages.size < this.#options.maxSimilarEvents) {
      return { key: `${kind}\n${event.message}`, event };
    }
    const message = `(combined from similar events): ${event.message}`;
    return { key: kind, event: { ...event, message } };
  }

  #isSpam(event: Event): boolean {
    const { clock, spamBurst, spamRefillMilliseconds } = this.#options;
    const key = sourceKey(event);
    const now = clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { tokens: spamBurst, at: now };
    const refilled = bucket.tokens + (now - bucket.at) / spamRefillMilliseconds;
    const tokens = Math.min(spamBurst, refilled);
    const isSpam = tokens < 1;
    this.#remember(this.#buckets, key, { tokens: isSpam ? tokens : tokens - 1, at: now });
    return isSpam;
  }

  #remember<V>(table: Map<string, V>, key: string, value: V): void {
    table.delete(key);
    table.set(key, value);
    if (table.size <= this.#options.cacheSize) return;
    const oldest = table.keys().next().value;
    if (oldest !== undefined) table.delete(oldest);
  }
}

function sourceKey(event: Event): string {
  const { involvedObject: about, source } = event;
  return [
    source?.component,
    source?.host,
    about.kind,
    about.namespace,
    about.name,
    about.uid,
    about.apiVersion,
    about.fieldPath,
  ].join("\n");
}

function kindKey(event: Event): string {
  return [
    sourceKey(event),
    event.type,
    event.reason,
    event.action,
    event.reportingComponent,
    event.related?.uid,
  ].join("\n");
}
