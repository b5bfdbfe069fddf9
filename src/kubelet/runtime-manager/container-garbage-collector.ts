// Removes what is dead: older instances of containers (the last dead one stays, for --previous),
// old sandboxes, and everything of pods that are gone.
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-garbage-collection
import { rm } from "node:fs/promises";
import type { Logger } from "#component-base";
import { type ContainerRuntime, RuntimeError } from "#cri";
import type { PodCache } from "../pod-cache.ts";

export interface ContainerGarbageCollectorDependencies {
  log: Logger;
  runtime: ContainerRuntime;
  cache: PodCache;
}

export class ContainerGarbageCollector {
  readonly #dependencies: ContainerGarbageCollectorDependencies;

  constructor(dependencies: ContainerGarbageCollectorDependencies) {
    this.#dependencies = dependencies;
  }

  /** After a restart: keeps one dead instance of each container, and only the newest sandbox. */
  async collect(podUid: string): Promise<void> {
    const status = this.#dependencies.cache.get(podUid);
    if (status === undefined) return;
    const seen = new Set<string>();
    const keptDead = new Set<string>();
    for (const container of status.containers) {
      const { id, name, state, logPath } = container;
      // One that was created and never started is of no use once there is a newer one.
      const isNeverStarted = state === "created" && seen.has(name);
      seen.add(name);
      if (state !== "exited" && !isNeverStarted) continue;
      if (isNeverStarted || keptDead.has(name)) await this.#removeContainer(id, logPath);
      else keptDead.add(name);
    }
    const used = new Set(
      (this.#dependencies.cache.get(podUid)?.containers ?? []).map(({ sandboxId }) => sandboxId),
    );
    for (const sandbox of status.sandboxes.slice(1)) {
      if (!sandbox.ready && !used.has(sandbox.id)) await this.#removeSandbox(sandbox.id);
    }
  }

  /** Everything of a pod that is gone; its containers have stopped. */
  async removePod(podUid: string): Promise<void> {
    const status = this.#dependencies.cache.get(podUid);
    if (status === undefined) return;
    for (const container of status.containers) {
      await this.#removeContainer(container.id, container.logPath);
    }
    for (const sandbox of status.sandboxes) await this.#removeSandbox(sandbox.id);
  }

  async #removeContainer(id: string, logPath: string): Promise<void> {
    await this.#ignoringGone(id, () => this.#dependencies.runtime.removeContainer(id));
    if (logPath !== "") await rm(logPath, { force: true });
  }

  async #removeSandbox(id: string): Promise<void> {
    await this.#ignoringGone(id, async () => {
      await this.#dependencies.runtime.stopPodSandbox(id);
      await this.#dependencies.runtime.removePodSandbox(id);
    });
  }

  async #ignoringGone(id: string, remove: () => Promise<void>): Promise<void> {
    try {
      await remove();
    } catch (error) {
      if (!(error instanceof RuntimeError && error.code === "not-found")) throw error;
    }
    this.#dependencies.cache.remove(id);
  }
}
