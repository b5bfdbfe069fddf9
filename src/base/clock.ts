// Time as a dependency. Components take a Clock so that tests and simulations can drive them.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch; may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds that only ever go forward; for measuring and for deadlines. */
  monotonic(): number;
  /** Runs the callback once after the delay. A timer never keeps the process alive by itself. */
  after(delayMilliseconds: number, callback: () => void): Timer;
}

/** Resolves after the delay, or rejects with the signal's reason when it is aborted first. */
export function sleep(
  clock: Clock,
  delayMilliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.after(delayMilliseconds, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The real clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMilliseconds, callback) {
    const handle = setTimeout(callback, Math.min(delayMilliseconds, 2_147_483_647));
    (handle as { unref?: () => void }).unref?.();
    return { cancel: () => clearTimeout(handle) };
  },
};
