// Remembers the slices written here until the cache shows them. Planning on an older cache would
// make the same slices twice.
import type { EndpointSlice } from "#api/discovery/v1";
import type { Clock } from "#base";

interface Written {
  /** Undefined: it was deleted. */
  resourceVersion: number | undefined;
  at: number;
}

const forgetMilliseconds = 60_000;

export class SliceTracker {
  readonly #clock: Clock;
  readonly #written = new Map<string, Map<string, Written>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wrote(key: string, slice: EndpointSlice): void {
    this.#set(key, slice, Number(slice.metadata.resourceVersion));
  }

  deleted(key: string, slice: EndpointSlice): void {
    this.#set(key, slice, undefined);
  }

  /** The cache has no such slice any more. */
  gone(key: string, slice: EndpointSlice): void {
    this.#written.get(key)?.delete(slice.metadata.uid ?? "");
  }

  forget(key: string): void {
    this.#written.delete(key);
  }

  /** Whether the cached slices show all that was written. What they show is forgotten. */
  isCurrent(key: string, cached: readonly EndpointSlice[]): boolean {
    const written = this.#written.get(key);
    if (!written) return true;
    const present = new Map(cached.map((slice) => [slice.metadata.uid ?? "", slice]));
    for (const [uid, { resourceVersion, at }] of written) {
      const shown = Number(present.get(uid)?.metadata.resourceVersion ?? -1);
      const isShown = resourceVersion === undefined ? shown < 0 : shown >= resourceVersion;
      const isOld = this.#clock.monotonic() - at > forgetMilliseconds;
      if (isShown || isOld) written.delete(uid);
    }
    if (written.size > 0) return false;
    this.#written.delete(key);
    return true;
  }

  #set(key: string, slice: EndpointSlice, resourceVersion: number | undefined): void {
    let written = this.#written.get(key);
    if (!written) {
      written = new Map();
      this.#written.set(key, written);
    }
    const at = this.#clock.monotonic();
    written.set(slice.metadata.uid ?? "", { resourceVersion, at });
  }
}
