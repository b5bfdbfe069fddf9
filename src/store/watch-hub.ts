// Brings committed events to the watches whose range holds the key: in order of revision, each
// exactly once, all events of a revision together. A watch from an old revision first reads history
// and joins the live stream at the moment it has caught up, so nothing is buffered for it.
// https://etcd.io/docs/v3.6/learning/api_guarantees/#watch-apis
import {
  StoreError,
  type StoreEvent,
  type StoreWatch,
  type WatchOptions,
  type WatchSink,
} from "./backend.ts";
import { RangeIndex } from "./range-index.ts";
import { compactedError } from "./revision.ts";

export interface HistoryRequest {
  start: string;
  end: string;
  fromRevision: number;
  /** The last revision to show. */
  throughRevision: number;
}

export interface HistoryChunk {
  /** Whole revisions, oldest first. */
  events: StoreEvent[];
  /** The next revision to ask for; above throughRevision when all is read. */
  nextRevision: number;
}

export interface WatchHubOptions {
  /** The last committed revision at the start. */
  revision: number;
  /** The oldest revision that history holds. */
  compactRevision: () => number;
  /** Reads a bounded piece of history; throws StoreError "compacted" when it is gone. */
  history: (request: HistoryRequest) => Promise<HistoryChunk>;
}

interface Watch {
  readonly start: string;
  readonly end: string;
  readonly sink: WatchSink;
  /** Lower revisions are not delivered. */
  fromRevision: number;
  state: "replaying" | "live" | "closed";
  progressRequested: boolean;
  /** Events of the batch that is being handed out. */
  pending: StoreEvent[];
}

interface Batch {
  events: readonly StoreEvent[];
  revision: number;
}

export class WatchHub {
  readonly #options: WatchHubOptions;
  readonly #index = new RangeIndex<Watch>();
  readonly #watches = new Set<Watch>();
  readonly #batches: Batch[] = [];
  #revision: number;
  #publishing = false;
  #closed: StoreError | undefined;

  constructor(options: WatchHubOptions) {
    this.#options = options;
    this.#revision = options.revision;
  }

  /** The last revision that was handed out. */
  get revision(): number {
    return this.#revision;
  }

  /** The number of open watches. */
  get size(): number {
    return this.#watches.size;
  }

  /** Hands out the events of whole committed revisions, the last of which is `revision`. */
  publish(events: readonly StoreEvent[], revision: number): void {
    this.#batches.push({ events, revision });
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
        this.#deliver(batch);
      }
    } finally {
      this.#publishing = false;
    }
  }

  watch(options: WatchOptions, sink: WatchSink): StoreWatch {
    const watch: Watch = {
      start: options.start,
      end: options.end,
      sink,
      fromRevision: options.fromRevision || this.#revision + 1,
      state: "replaying",
      progressRequested: false,
      pending: [],
    };
    this.#watches.add(watch);
    const closed = this.#closed;
    if (closed) {
      queueMicrotask(() => this.#fail(watch, closed));
    } else if (watch.fromRevision > this.#revision) {
      this.#join(watch);
    } else {
      void this.#replay(watch);
    }
    return {
      requestProgress: () => this.#requestProgress(watch),
      close: () => this.#remove(watch),
    };
  }

  /** Ends all watches with the error; a later one fails at once. */
  close(error = new StoreError("closed", "The store is closed")): void {
    this.#closed ??= error;
    for (const watch of this.#watches) this.#fail(watch, this.#closed);
  }

  #deliver(batch: Batch): void {
    this.#revision = batch.revision;
    const touched: Watch[] = [];
    for (const event of batch.events) {
      this.#index.find(event.item.key, (watch) => {
        if (event.item.modRevision < watch.fromRevision) return;
        if (watch.pending.push(event) === 1) touched.push(watch);
      });
    }
    for (const watch of touched) {
      const events = watch.pending;
      watch.pending = [];
      this.#call(watch, () => watch.sink.events(events));
    }
  }

  async #replay(watch: Watch): Promise<void> {
    try {
      // A call must not come back inside watch().
      await Promise.resolve();
      while (watch.state === "replaying" && watch.fromRevision <= this.#revision) {
        const compactRevision = this.#options.compactRevision();
        if (watch.fromRevision < compactRevision) {
          throw compactedError(watch.fromRevision, compactRevision);
        }
        const chunk = await this.#options.history({
          start: watch.start,
          end: watch.end,
          fromRevision: watch.fromRevision,
          throughRevision: this.#revision,
        });
        watch.fromRevision = chunk.nextRevision;
        if (chunk.events.length > 0) this.#call(watch, () => watch.sink.events(chunk.events));
      }
      if (watch.state !== "replaying") return;
      this.#join(watch);
      this.#call(watch, () => watch.sink.progress(this.#revision));
    } catch (error) {
      this.#fail(watch, asStoreError(error));
    }
  }

  #join(watch: Watch): void {
    watch.state = "live";
    this.#index.add(watch.start, watch.end, watch);
  }

  #requestProgress(watch: Watch): void {
    // While it replays, the progress that follows is the answer.
    if (watch.state !== "live" || watch.progressRequested) return;
    watch.progressRequested = true;
    queueMicrotask(() => {
      watch.progressRequested = false;
      this.#call(watch, () => watch.sink.progress(this.#revision));
    });
  }

  #remove(watch: Watch): void {
    if (watch.state === "live") this.#index.remove(watch.start, watch.end, watch);
    watch.state = "closed";
    watch.pending = [];
    this.#watches.delete(watch);
  }

  #fail(watch: Watch, error: StoreError): void {
    if (watch.state === "closed") return;
    this.#remove(watch);
    watch.sink.failed(error);
  }

  /** A sink that throws, against its contract, loses its watch; the others go on. */
  #call(watch: Watch, action: () => void): void {
    if (watch.state === "closed") return;
    try {
      action();
    } catch (error) {
      this.#fail(watch, asStoreError(error));
    }
  }
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError("unavailable", "The watch failed", { cause: error });
}
