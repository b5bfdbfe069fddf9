// One watch over the whole store, handed out by resource. All caches move forward together, so
// one revision says how current every one of them is, and a writer can wait until its write is
// readable.
import type { Clock, Timer } from "#base";
import type { Logger } from "#component-base";
import { type Backend, prefixEnd, type StoreError, type StoreEvent, type StoreWatch } from "#store";

export const registryPrefix = "/registry/";
const retryMilliseconds = 200;

export interface FeedSubscriber {
  event(event: StoreEvent): void;
  /** The events of a batch have all been given. */
  batchEnd(): void;
  /** Events were missed: forget everything and read again. */
  reset(): void;
}

export interface StoreFeedOptions {
  backend: Backend;
  clock: Clock;
  log: Logger;
}

interface Waiter {
  revision: number;
  resolve(): void;
}

export class StoreFeed {
  readonly #options: StoreFeedOptions;
  /** Versions of a kind may share one prefix, each with a cache of its own. */
  readonly #subscribers = new Map<string, Set<FeedSubscriber>>();
  #watch: StoreWatch | undefined;
  #waiters: Waiter[] = [];
  #retry: Timer | undefined;
  #stopped = false;
  #healthy = false;
  #revision = 0;

  constructor(options: StoreFeedOptions) {
    this.#options = options;
  }

  /** Everything up to this revision has been delivered. */
  get revision(): number {
    return this.#revision;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  async start(): Promise<void> {
    this.#revision = await this.#options.backend.revision();
    if (!this.#stopped) this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#healthy = false;
    this.#retry?.cancel();
    this.#watch?.close();
    // Nobody is left waiting for what will not come.
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve();
  }

  /** `prefix` is what follows /registry/, without a closing slash: "pods" or "example.com/things". */
  subscribe(prefix: string, subscriber: FeedSubscriber): void {
    const subscribers = this.#subscribers.get(prefix);
    if (subscribers) subscribers.add(subscriber);
    else this.#subscribers.set(prefix, new Set([subscriber]));
  }

  unsubscribe(prefix: string, subscriber: FeedSubscriber): void {
    this.#subscribers.get(prefix)?.delete(subscriber);
  }

  /** Undefined when the revision has been delivered already. Never rejects. */
  reached(revision: number): Promise<void> | undefined {
    if (revision <= this.#revision) return undefined;
    return new Promise((resolve) => this.#waiters.push({ revision, resolve }));
  }

  /** Like reached, but gives false when the time is over first. */
  async reachedWithin(revision: number, milliseconds: number): Promise<boolean> {
    if (revision <= this.#revision) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        revision,
        resolve: () => {
          timer.cancel();
          resolve(true);
        },
      };
      const timer = this.#options.clock.after(milliseconds, () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      });
      this.#waiters.push(waiter);
    });
  }

  #open(): void {
    this.#healthy = true;
    this.#watch = this.#options.backend.watch(
      {
        start: registryPrefix,
        end: prefixEnd(registryPrefix),
        fromRevision: this.#revision + 1,
      },
      {
        events: (batch) => this.#deliver(batch),
        progress: (revision) => this.#advance(revision),
        failed: (error) => this.#failed(error),
      },
    );
  }

  #deliver(batch: readonly StoreEvent[]): void {
    const touched = new Set<FeedSubscriber>();
    for (const event of batch) {
      if (event.item.modRevision <= this.#revision) continue;
      const subscribers = this.#subscribersOf(event.item.key);
      if (!subscribers) continue;
      for (const subscriber of subscribers) {
        subscriber.event(event);
        touched.add(subscriber);
      }
    }
    const last = batch[batch.length - 1];
    // Watchers are served before writers hear that the revision is there.
    if (last && last.item.modRevision > this.#revision) this.#revision = last.item.modRevision;
    for (const subscriber of touched) subscriber.batchEnd();
    this.#wake();
  }

  #advance(revision: number): void {
    if (revision <= this.#revision) return;
    this.#revision = revision;
    this.#wake();
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.revision <= this.#revision);
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.revision > this.#revision);
    for (const waiter of due) waiter.resolve();
  }

  #subscribersOf(key: string): Set<FeedSubscriber> | undefined {
    const start = registryPrefix.length;
    const first = key.indexOf("/", start);
    if (first < 0) return undefined;
    const found = this.#subscribers.get(key.slice(start, first));
    if (found) return found;
    const second = key.indexOf("/", first + 1);
    return second < 0 ? undefined : this.#subscribers.get(key.slice(start, second));
  }

  #failed(error: StoreError): void {
    if (this.#stopped) return;
    this.#healthy = false;
    this.#options.log.warn("The watch on the store ended", { error });
    this.#resetAll();
    this.#reopen();
  }

  #resetAll(): void {
    for (const subscribers of this.#subscribers.values()) {
      for (const subscriber of subscribers) subscriber.reset();
    }
  }

  #reopen(): void {
    this.#retry = this.#options.clock.after(retryMilliseconds, () => {
      this.#options.backend.revision().then(
        (revision) => {
          if (this.#stopped) return;
          this.#revision = Math.max(revision, this.#revision);
          this.#open();
          // What happened while nobody watched is read, not replayed.
          this.#resetAll();
          this.#wake();
        },
        () => {
          if (!this.#stopped) this.#reopen();
        },
      );
    });
  }
}
