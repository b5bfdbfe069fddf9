// All open watches: counted, given bookmarks from time to time, ended when the server stops.
import type { Clock, Timer } from "#base";
import type { Gauge } from "#component-base";

/** How often watchers that asked for bookmarks get one, when anything was written meanwhile. */
const bookmarkMilliseconds = 60_000;

export interface OpenWatch {
  readonly wantsBookmarks: boolean;
  readonly gaugeLabels: Readonly<Record<string, string>>;
  sendBookmark(): void;
  end(): void;
}

export class WatchRegistry {
  readonly #clock: Clock;
  readonly #gauge: Gauge<string>;
  readonly #open = new Set<OpenWatch>();
  readonly #bookmarked = new Set<OpenWatch>();
  #timer: Timer | undefined;

  constructor(clock: Clock, gauge: Gauge<string>) {
    this.#clock = clock;
    this.#gauge = gauge;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Gives a function that takes it off. */
  add(watch: OpenWatch): () => void {
    this.#open.add(watch);
    this.#gauge.inc(watch.gaugeLabels);
    if (watch.wantsBookmarks) {
      this.#bookmarked.add(watch);
      this.#schedule();
    }
    return () => {
      if (!this.#open.delete(watch)) return;
      this.#gauge.dec(watch.gaugeLabels);
      this.#bookmarked.delete(watch);
      if (this.#bookmarked.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }

  endAll(): void {
    for (const watch of [...this.#open]) watch.end();
  }

  #schedule(): void {
    this.#timer ??= this.#clock.after(bookmarkMilliseconds, () => {
      this.#timer = undefined;
      for (const watch of this.#bookmarked) watch.sendBookmark();
      if (this.#bookmarked.size > 0) this.#schedule();
    });
  }
}
