// Pods that are put aside: refused ones, and gated ones that were never tried.
import type { QueuedPodInfo } from "./queued-pod.ts";

export class UnschedulablePods {
  readonly #pods = new Map<string, QueuedPodInfo>();
  readonly #gated = new Set<string>();

  get size(): number {
    return this.#pods.size;
  }

  get gatedCount(): number {
    return this.#gated.size;
  }

  has(uid: string): boolean {
    return this.#pods.has(uid);
  }

  get(uid: string): QueuedPodInfo | undefined {
    return this.#pods.get(uid);
  }

  set(queued: QueuedPodInfo): void {
    this.#pods.set(queued.uid, queued);
    if (queued.gatingPlugin) this.#gated.add(queued.uid);
    else this.#gated.delete(queued.uid);
  }

  delete(uid: string): QueuedPodInfo | undefined {
    const queued = this.#pods.get(uid);
    this.#pods.delete(uid);
    this.#gated.delete(uid);
    return queued;
  }

  /** A copy, so that pods may be moved while it is read. */
  list(): QueuedPodInfo[] {
    return [...this.#pods.values()];
  }
}
