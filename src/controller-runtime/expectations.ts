// What a controller has asked for and not yet seen in its cache. Until it has, a reconciliation
// would count wrongly and create or delete too much. Kubernetes' UID tracking controller
// expectations.
// https://pkg.go.dev/k8s.io/kubernetes/pkg/controller#ControllerExpectations
import type { Clock } from "#base";

interface Expected {
  creations: number;
  /** Uids whose deletion was asked for. */
  deletions: Set<string>;
  since: number;
}

/** A watch that is so late is taken for lost: the controller counts anew. */
const timeoutMilliseconds = 300_000;

export class Expectations {
  readonly #clock: Clock;
  readonly #expected = new Map<string, Expected>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces what was expected for the key. Call it before the requests are sent. */
  expectCreations(key: string, count: number): void {
    this.#set(key, { creations: count, deletions: new Set() });
  }

  /** Replaces what was expected for the key. Call it before the requests are sent. */
  expectDeletions(key: string, uids: Iterable<string>): void {
    this.#set(key, { creations: 0, deletions: new Set(uids) });
  }

  /** A created object is in the cache, or `count` requests failed. */
  creationObserved(key: string, count = 1): void {
    const expected = this.#expected.get(key);
    if (expected) expected.creations = Math.max(0, expected.creations - count);
  }

  /** A deleted object is gone or marked as deleted in the cache, or the request failed. */
  deletionObserved(key: string, uid: string): void {
    this.#expected.get(key)?.deletions.delete(uid);
  }

  /** Whether the cache shows all that was asked for. */
  isSatisfied(key: string): boolean {
    const expected = this.#expected.get(key);
    if (!expected) return true;
    if (expected.creations === 0 && expected.deletions.size === 0) return true;
    return this.#clock.monotonic() - expected.since > timeoutMilliseconds;
  }

  forget(key: string): void {
    this.#expected.delete(key);
  }

  #set(key: string, expected: Omit<Expected, "since">): void {
    this.#expected.set(key, { ...expected, since: this.#clock.monotonic() });
  }
}
