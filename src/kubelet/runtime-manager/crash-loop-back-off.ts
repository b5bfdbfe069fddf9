// Exponential back-off per key, as Kubernetes counts it: 10 s, doubled up to 300 s, forgotten after
// twice the maximum without a failure. Used for restarts and for image pulls.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
import type { Clock } from "#base";

interface Entry {
  backOffMilliseconds: number;
  updatedAtMilliseconds: number;
}

export interface BackOffOptions {
  initialMilliseconds?: number;
  maximumMilliseconds?: number;
}

const maximumEntries = 10_000;

export class BackOff {
  readonly #clock: Clock;
  readonly #initial: number;
  readonly #maximum: number;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, options: BackOffOptions = {}) {
    this.#clock = clock;
    this.#initial = options.initialMilliseconds ?? 10_000;
    this.#maximum = options.maximumMilliseconds ?? 300_000;
  }

  /** Current length, 0 for an unknown key. */
  milliseconds(key: string): number {
    return this.#entries.get(key)?.backOffMilliseconds ?? 0;
  }

  /** How long to wait still, counted from the event; 0: go on. */
  remaining(key: string, eventAtMilliseconds: number): number {
    const entry = this.#entries.get(key);
    if (!entry || this.#isExpired(entry, eventAtMilliseconds)) return 0;
    return Math.max(0, eventAtMilliseconds + entry.backOffMilliseconds - this.#clock.now());
  }

  /** Counted from the last failure itself, for pulls. */
  remainingSinceUpdate(key: string): number {
    const entry = this.#entries.get(key);
    if (!entry || this.#isExpired(entry, this.#clock.now())) return 0;
    return this.remaining(key, entry.updatedAtMilliseconds);
  }

  /** Another failure at that time: starts or doubles. */
  next(key: string, eventAtMilliseconds: number): void {
    const entry = this.#entries.get(key);
    const backOffMilliseconds =
      !entry || this.#isExpired(entry, eventAtMilliseconds)
        ? this.#initial
        : Math.min(entry.backOffMilliseconds * 2, this.#maximum);
    this.#entries.delete(key);
    this.#entries.set(key, { backOffMilliseconds, updatedAtMilliseconds: this.#clock.now() });
    if (this.#entries.size <= maximumEntries) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets all keys that start so (those of a pod). */
  forgetPrefix(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  #isExpired(entry: Entry, eventAtMilliseconds: number): boolean {
    return eventAtMilliseconds - entry.updatedAtMilliseconds > 2 * this.#maximum;
  }
}
