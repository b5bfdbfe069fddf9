// Exponential back-off with jitter: how long to wait before the next try.
import type { Random } from "./random.ts";

export interface BackoffOptions {
  initialMilliseconds: number;
  maximumMilliseconds: number;
  /** The growth from one try to the next; 2 when absent. */
  factor?: number;
  /** Adds up to this share of the delay at random (0.1: up to a tenth more); 0 when absent. */
  jitter?: number;
}

/** The delay before try number `attempt`, counted from 0. */
export function backoffMilliseconds(
  options: BackoffOptions,
  attempt: number,
  random?: Random,
): number {
  const grown = options.initialMilliseconds * (options.factor ?? 2) ** Math.max(0, attempt);
  const delay = Math.min(grown, options.maximumMilliseconds);
  return delay * (1 + (options.jitter ?? 0) * (random?.float() ?? 0));
}

/** Counts the tries of one thing. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: Random | undefined;
  #attempt = 0;

  constructor(options: BackoffOptions, random?: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** How often `next` was called since the start or the last reset. */
  get attempts(): number {
    return this.#attempt;
  }

  /** Milliseconds to wait now. */
  next(): number {
    return backoffMilliseconds(this.#options, this.#attempt++, this.#random);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
