// Pods that a Permit plugin keeps back after their node was chosen and before they are bound.
import type { Pod } from "#api/core/v1";
import type { Clock, Timer } from "#base";
import { type Status, success, unschedulable } from "./status.ts";

interface WaitingPod {
  pod: Pod;
  /** The timers of the plugins that have not allowed the pod yet. */
  pending: Map<string, Timer>;
  result: PromiseWithResolvers<Status>;
}

export class WaitingPods {
  readonly #clock: Clock;
  readonly #pods = new Map<string, WaitingPod>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The pods that wait. */
  list(): readonly Pod[] {
    return [...this.#pods.values()].map(({ pod }) => pod);
  }

  /** `timeouts` in milliseconds by plugin; the first that runs out refuses the pod. */
  add(pod: Pod, timeouts: ReadonlyMap<string, number>): void {
    const uid = pod.metadata.uid ?? "";
    const pending = new Map<string, Timer>();
    for (const [plugin, milliseconds] of timeouts) {
      const reason = `rejected due to timeout after waiting ${milliseconds / 1000}s at plugin ${plugin}`;
      const timer = this.#clock.after(milliseconds, () => this.reject(uid, plugin, reason));
      pending.set(plugin, timer);
    }
    this.#pods.set(uid, { pod, pending, result: Promise.withResolvers() });
  }

  /** Resolves when all plugins allowed the pod or one refused it; at once when it need not wait. */
  wait(uid: string): Promise<Status> {
    return this.#pods.get(uid)?.result.promise ?? Promise.resolve(success);
  }

  allow(uid: string, plugin: string): void {
    const waiting = this.#pods.get(uid);
    waiting?.pending.get(plugin)?.cancel();
    waiting?.pending.delete(plugin);
    if (waiting?.pending.size === 0) this.#settle(uid, waiting, success);
  }

  /** False when the pod does not wait. */
  reject(uid: string, plugin: string, reason: string): boolean {
    const waiting = this.#pods.get(uid);
    if (!waiting) return false;
    this.#settle(uid, waiting, unschedulable(plugin, reason));
    return true;
  }

  rejectAll(reason: string): void {
    for (const uid of [...this.#pods.keys()]) this.reject(uid, "", reason);
  }

  #settle(uid: string, waiting: WaitingPod, status: Status): void {
    for (const timer of waiting.pending.values()) timer.cancel();
    this.#pods.delete(uid);
    waiting.result.resolve(status);
  }
}
