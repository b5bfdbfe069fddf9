// Counts and durations of reconciliations, under the names that controller-runtime users know.
import type { Metrics } from "#component-base";

export type ReconcileOutcome = "success" | "requeue_after" | "error" | "terminal_error" | "panic";

export class ControllerMetrics {
  readonly #total;
  readonly #panics;
  readonly #seconds;

  constructor(metrics: Metrics) {
    this.#total = metrics.counter(
      "controller_runtime_reconcile_total",
      "Total number of reconciliations per controller",
      ["controller", "result"],
    );
    this.#panics = metrics.counter(
      "controller_runtime_reconcile_panics_total",
      "Total number of reconciliations that met a bug per controller",
      ["controller"],
    );
    this.#seconds = metrics.histogram(
      "controller_runtime_reconcile_time_seconds",
      "Length of time per reconciliation per controller",
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      ["controller"],
    );
  }

  reconciled(controller: string, result: ReconcileOutcome, seconds: number): void {
    this.#total.inc({ controller, result });
    if (result === "panic") this.#panics.inc({ controller });
    this.#seconds.observe({ controller }, seconds);
  }
}
