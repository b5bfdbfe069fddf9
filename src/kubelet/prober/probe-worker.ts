// Probes one container with one probe, again and again: initial delay, period, thresholds. One
// timer that exists only while the container runs.
import type { Probe } from "#api/core/v1";
import type { Clock, Timer } from "#base";
import type { ProbeOutcome, ProbeRunner, ProbeTarget } from "./probe-result.ts";

export type ProbeKind = "liveness" | "readiness" | "startup";

export interface ProbeWorkerOptions {
  kind: ProbeKind;
  probe: Probe;
  target: ProbeTarget;
  startedAtMilliseconds: number;
  clock: Clock;
  runner: ProbeRunner;
  /** Liveness and readiness wait until the startup probe has succeeded. */
  mayProbe: () => boolean;
  /** The result changed for good: a threshold was reached. */
  onResult: (isSuccess: boolean) => void;
  /** For the Unhealthy event. */
  onFailedAttempt: (outcome: ProbeOutcome) => void;
}

export class ProbeWorker {
  readonly #options: ProbeWorkerOptions;
  readonly #stop = new AbortController();
  #timer: Timer | undefined;
  #streak = 0;
  #last: boolean | undefined;
  #result: boolean | undefined;

  constructor(options: ProbeWorkerOptions) {
    this.#options = options;
    const { probe, clock, startedAtMilliseconds } = options;
    const first = startedAtMilliseconds + (probe.initialDelaySeconds ?? 0) * 1000 - clock.now();
    this.#schedule(Math.max(0, first));
  }

  get target(): ProbeTarget {
    return this.#options.target;
  }

  /** Probes at once: the container started, or a startup probe has just succeeded. */
  hurry(): void {
    const { probe, clock, startedAtMilliseconds } = this.#options;
    if (this.#timer === undefined) return;
    this.#schedule(
      Math.max(0, startedAtMilliseconds + (probe.initialDelaySeconds ?? 0) * 1000 - clock.now()),
    );
  }

  stop(): void {
    this.#stop.abort(new Error("The probe was stopped"));
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(delayMilliseconds: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delayMilliseconds, () => {
      this.#timer = undefined;
      void this.#probe();
    });
  }

  async #probe(): Promise<void> {
    const { probe, target, runner, mayProbe, kind } = this.#options;
    const periodMilliseconds = (probe.periodSeconds ?? 10) * 1000;
    if (mayProbe()) {
      const outcome = await runner.run(probe, target, this.#stop.signal).catch(
        (error: unknown): ProbeOutcome => ({
          result: "failure",
          output: (error as Error).message,
        }),
      );
      if (this.#stop.signal.aborted) return;
      this.#count(outcome);
      // A startup probe has done its work; a failed liveness probe waits for the new container.
      if (
        this.#result !== undefined &&
        (kind === "startup" || (kind === "liveness" && !this.#result))
      )
        return;
    }
    this.#schedule(periodMilliseconds);
  }

  #count(outcome: ProbeOutcome): void {
    const { probe, onResult, onFailedAttempt } = this.#options;
    const isSuccess = outcome.result !== "failure";
    if (!isSuccess) onFailedAttempt(outcome);
    this.#streak = this.#last === isSuccess ? this.#streak + 1 : 1;
    this.#last = isSuccess;
    const threshold = isSuccess ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (this.#streak < threshold || this.#result === isSuccess) return;
    this.#result = isSuccess;
    onResult(isSuccess);
  }
}
