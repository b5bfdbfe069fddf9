// Containers that a liveness or startup probe condemned, until they are gone; and what the actions
// ask about probes.
import type { Container } from "#api/core/v1";
import type { ProbeFailure, ProbeManager } from "./interfaces.ts";
import type { PodCache } from "./pod-cache.ts";
import type { ProbeVerdicts } from "./runtime-manager/compute-pod-actions.ts";

export class ProbeFailures implements ProbeVerdicts {
  readonly #failures = new Map<string, ProbeFailure>();
  readonly #probeManager: ProbeManager;
  readonly #cache: PodCache;

  constructor(probeManager: ProbeManager, cache: PodCache) {
    this.#probeManager = probeManager;
    this.#cache = cache;
  }

  add(failure: ProbeFailure): void {
    for (const id of this.#failures.keys()) {
      if (this.#cache.container(id)?.state !== "running") this.#failures.delete(id);
    }
    this.#failures.set(failure.containerId, failure);
  }

  failure(containerId: string): "liveness" | "startup" | undefined {
    return this.#failures.get(containerId)?.kind;
  }

  started(container: Container, containerId: string): boolean {
    const podUid = this.#cache.podOf(containerId) ?? "";
    return this.#probeManager.results(podUid, container, containerId).started;
  }
}
