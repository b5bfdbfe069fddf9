// Tries something again for a while: for steps that may meet a peer that is just starting.
import { type BackoffOptions, backoffMilliseconds } from "./backoff.ts";
import { type Clock, sleep } from "./clock.ts";

export interface RetryOptions extends BackoffOptions {
  clock: Clock;
  attempts: number;
  /** Errors that another try cannot cure. */
  isFinal?: (error: unknown) => boolean;
}

/** Rejects with the last error. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= options.attempts || options.isFinal?.(error)) throw error;
      await sleep(options.clock, backoffMilliseconds(options, attempt - 1));
    }
  }
}
