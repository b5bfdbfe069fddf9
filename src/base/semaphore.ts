// Lets at most so many run at once; the others wait in line.
import { assert } from "./assert.ts";

interface Waiting {
  grant(): void;
}

export class Semaphore {
  #free: number;
  readonly #waiting = new Set<Waiting>();

  constructor(permits: number) {
    assert(permits > 0, "A semaphore needs at least one permit");
    this.#free = permits;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** A function that gives the permit back, or undefined when none is free. */
  tryAcquire(): (() => void) | undefined {
    if (this.#free === 0) return undefined;
    this.#free--;
    return this.#releaser();
  }

  /** Waits for a permit; resolves to the function that gives it back. */
  acquire(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const release = this.tryAcquire();
    if (release) return Promise.resolve(release);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(entry);
        reject(signal?.reason);
      };
      const entry: Waiting = {
        grant: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve(this.#releaser());
        },
      };
      this.#waiting.add(entry);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Runs the work while holding a permit. */
  async run<T>(work: () => Promise<T> | T, signal?: AbortSignal): Promise<T> {
    const release = await this.acquire(signal);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #releaser(): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const [next] = this.#waiting;
      if (next) {
        this.#waiting.delete(next);
        next.grant();
      } else this.#free++;
    };
  }
}
