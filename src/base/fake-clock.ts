// A clock that stands still until a test moves it.
import type { Clock, Timer } from "./clock.ts";

interface Pending {
  at: number;
  order: number;
  callback: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  #pending: Pending[] = [];

  constructor(startMilliseconds = 1_700_000_000_000) {
    this.#now = startMilliseconds;
  }

  /** Whole milliseconds, as of a real clock. */
  now(): number {
    return Math.floor(this.#now);
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMilliseconds: number, callback: () => void): Timer {
    const entry = {
      at: this.#now + Math.max(0, delayMilliseconds),
      order: this.#order++,
      callback,
    };
    this.#pending.push(entry);
    return {
      cancel: () => {
        this.#pending = this.#pending.filter((other) => other !== entry);
      },
    };
  }

  /** The number of timers that wait. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** When the next timer falls due, in milliseconds as `now` gives them; undefined: none waits. */
  get nextAt(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#pending) if (next === undefined || at < next) next = at;
    return next;
  }

  /** Moves time forward, running every timer that falls due, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = this.#pending
        .filter((entry) => entry.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) break;
      this.#pending = this.#pending.filter((entry) => entry !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }

  /** Like advance, but lets promises settle between timers. */
  async advanceAsync(milliseconds: number, stepMilliseconds = 10): Promise<void> {
    const end = this.#now + milliseconds;
    while (this.#now < end) {
      this.advance(Math.min(stepMilliseconds, end - this.#now));
      for (let turn = 0; turn < 5; turn++) await new Promise<void>((r) => setImmediate(r));
    }
  }
}
