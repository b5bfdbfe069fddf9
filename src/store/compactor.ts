// Keeps the store's history bounded: revisions older than five minutes are forgotten, as Kubernetes
// has etcd do, and sooner when they are very many. Nothing runs while nothing is written.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (etcd-compaction-interval)
import type { Clock, Timer } from "#base";
import type { Logger } from "#component-base";
import { type Backend, StoreError, type StoreWatch } from "./backend.ts";

const defaultHistoryMilliseconds = 5 * 60 * 1000;
const defaultMaximumRevisions = 250_000;
const lastKey = "\u{10ffff}";

export interface CompactorOptions {
  backend: Backend;
  clock: Clock;
  log: Logger;
  /** History is kept at least so long, at most twice; absent: five minutes. */
  historyMilliseconds?: number;
  /** No more revisions than about so many are kept, whatever their age; absent: 250,000. */
  maximumRevisions?: number;
}

export class Compactor {
  readonly #options: CompactorOptions;
  readonly #historyMilliseconds: number;
  readonly #maximumRevisions: number;
  #watch: StoreWatch | undefined;
  #timer: Timer | undefined;
  /** The last revision seen, and what it was when the timer was set. */
  #revision = 0;
  #revisionAtTimer = 0;
  #compactRevision = 0;
  #compacting: Promise<void> | undefined;

  constructor(options: CompactorOptions) {
    this.#options = options;
    this.#historyMilliseconds = options.historyMilliseconds ?? defaultHistoryMilliseconds;
    this.#maximumRevisions = options.maximumRevisions ?? defaultMaximumRevisions;
  }

  async start(): Promise<void> {
    this.#revision = await this.#options.backend.revision();
    this.#watch = this.#options.backend.watch(
      { start: "", end: lastKey },
      {
        events: (batch) => this.#written(batch.at(-1)?.item.modRevision ?? 0),
        progress: () => {},
        // The store is closed or lost; whoever uses it reports that.
        failed: () => this.#timer?.cancel(),
      },
    );
    // History that an earlier process left.
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#watch?.close();
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#compacting;
  }

  #written(revision: number): void {
    this.#revision = revision;
    if (!this.#timer) this.#schedule();
    const excess = revision - this.#maximumRevisions;
    // By a tenth at a time, so that it is not done for every write.
    if (excess - this.#compactRevision > this.#maximumRevisions / 10) this.#compact(excess);
  }

  #schedule(): void {
    this.#revisionAtTimer = this.#revision;
    this.#timer = this.#options.clock.after(this.#historyMilliseconds, () => {
      this.#timer = undefined;
      const due = this.#revisionAtTimer;
      // What was written since then needs another round.
      if (this.#revision > due) this.#schedule();
      this.#compact(due);
    });
  }

  #compact(revision: number): void {
    if (revision <= this.#compactRevision) return;
    this.#compactRevision = revision;
    this.#compacting ??= this.#run().finally(() => {
      this.#compacting = undefined;
    });
  }

  async #run(): Promise<void> {
    for (let done = 0; done < this.#compactRevision; ) {
      // One that fails is not repeated: the next one covers it.
      done = this.#compactRevision;
      try {
        await this.#options.backend.compact(done);
      } catch (error) {
        if (error instanceof StoreError && error.code === "closed") return;
        this.#options.log.error("Compaction failed", { error, revision: done });
      }
    }
  }
}
