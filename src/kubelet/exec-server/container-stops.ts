// Tells when a container has stopped and all its output is in its log file.
import { type Clock, sleep } from "#base";
import { type ContainerRuntime, RuntimeError } from "#cri";

const firstRecheckMilliseconds = 20;
const maxRechecks = 10;

export class ContainerStops {
  readonly #runtime: ContainerRuntime;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #waiters = new Map<string, Set<(isStopped: boolean) => void>>();

  constructor(runtime: ContainerRuntime, clock: Clock) {
    this.#runtime = runtime;
    this.#clock = clock;
  }

  start(): void {
    this.#runtime.subscribe(
      (event) => {
        if (event.type === "started" || event.type === "oom") return;
        for (const wake of this.#waiters.get(event.id) ?? []) wake(true);
      },
      () => {
        // What happened in between is asked for.
        for (const waiters of this.#waiters.values()) for (const wake of waiters) wake(false);
      },
      this.#abort.signal,
    );
  }

  stop(): void {
    this.#abort.abort();
    for (const waiters of this.#waiters.values()) for (const wake of waiters) wake(false);
    this.#waiters.clear();
  }

  /** Resolves when the container has stopped, is gone, or the signal aborts. */
  async stopped(containerId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#abort.signal.aborted) {
      const { notice, cancel } = this.#nextNotice(containerId, signal);
      try {
        if (await this.#isStopped(containerId)) return;
        const hasEvent = await notice;
        if (hasEvent && (await this.#becomesStopped(containerId))) return;
      } finally {
        cancel();
      }
    }
  }

  #nextNotice(
    containerId: string,
    signal: AbortSignal,
  ): { notice: Promise<boolean>; cancel: () => void } {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiters = this.#waiters.get(containerId) ?? new Set();
    this.#waiters.set(containerId, waiters);
    waiters.add(resolve);
    const onAbort = (): void => resolve(false);
    signal.addEventListener("abort", onAbort, { once: true });
    const cancel = (): void => {
      signal.removeEventListener("abort", onAbort);
      waiters.delete(resolve);
      if (waiters.size === 0) this.#waiters.delete(containerId);
    };
    return { notice: promise, cancel };
  }

  async #isStopped(containerId: string): Promise<boolean> {
    try {
      const { state } = await this.#runtime.containerStatus(containerId);
      return state === "CONTAINER_EXITED";
    } catch (error) {
      return error instanceof RuntimeError && error.code === "not-found";
    }
  }

  /** The exit's event may be ahead of the runtime's own state, which waits for the last output. */
  async #becomesStopped(containerId: string): Promise<boolean> {
    let delay = firstRecheckMilliseconds;
    for (let attempt = 0; attempt < maxRechecks; attempt++) {
      if (await this.#isStopped(containerId)) return true;
      await sleep(this.#clock, delay, this.#abort.signal).catch(() => {});
      delay *= 2;
    }
    return true;
  }
}
