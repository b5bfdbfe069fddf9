// The steps of a pod's life on this node, which the pod workers call: bring it up and keep it so,
// stop it, give back what it used, forget it.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import { rm } from "node:fs/promises";
import type { Pod } from "#api/core/v1";
import type { Clock } from "#base";
import type { Logger } from "#component-base";
import { deadlineExceeded, remainingDeadline } from "./active-deadline.ts";
import type { ContainerManager } from "./container-manager/container-manager.ts";
import type { Directories } from "./directories.ts";
import type { ProbeManager, VolumeManager } from "./interfaces.ts";
import type { KubeletMetrics } from "./kubelet-metrics.ts";
import type { PodCache } from "./pod-cache.ts";
import type { PodEvents } from "./pod-events.ts";
import type { PodLifecycleEventGenerator } from "./pod-lifecycle-event-generator.ts";
import type { PodFailure, PodSyncer, SyncResult } from "./pod-workers.ts";
import type { ContainerGarbageCollector } from "./runtime-manager/container-garbage-collector.ts";
import type { ContainerKiller } from "./runtime-manager/container-killer.ts";
import { emptyPodRuntimeStatus, readySandbox } from "./runtime-manager/pod-runtime-status.ts";
import type { RuntimeManager } from "./runtime-manager/runtime-manager.ts";
import { generatePodStatus } from "./status/generate-pod-status.ts";
import type { StatusManager } from "./status/status-manager.ts";

export interface KubeletPodSyncerDependencies {
  clock: Clock;
  log: Logger;
  cache: PodCache;
  generator: PodLifecycleEventGenerator;
  events: PodEvents;
  runtimeManager: RuntimeManager;
  killer: ContainerKiller;
  garbageCollector: ContainerGarbageCollector;
  containerManager: ContainerManager;
  statusManager: StatusManager;
  probeManager: ProbeManager;
  volumeManager: VolumeManager;
  directories: Directories;
  runtimeName: string;
  hostIPs: readonly string[];
  metrics: KubeletMetrics;
  /** The pod object exists no more; then there is no status to write. */
  isRemoved(pod: Pod): boolean;
}

interface StatusSituation {
  isTerminal: boolean;
  failure: PodFailure | undefined;
}

const nothingSpecial: StatusSituation = { isTerminal: false, failure: undefined };

export class KubeletPodSyncer implements PodSyncer {
  readonly #dependencies: KubeletPodSyncerDependencies;
  /** Failures stay with a pod through all its later statuses. */
  readonly #failures = new Map<string, PodFailure>();
  /** When pods that do not run yet were first seen. */
  readonly #seenAt = new Map<string, number>();

  constructor(dependencies: KubeletPodSyncerDependencies) {
    this.#dependencies = dependencies;
  }

  async syncPod(pod: Pod, signal: AbortSignal): Promise<SyncResult> {
    const { clock, events, statusManager, runtimeManager, containerManager } = this.#dependencies;
    this.#noteFirstSeen(pod);
    const phase = this.#updateStatus(pod, nothingSpecial);
    if (phase === "Succeeded" || phase === "Failed") return { isTerminal: true };
    const deadline = remainingDeadline(statusManager.withStatus(pod), clock.now());
    if (deadline === 0) {
      this.#failures.set(pod.metadata.uid ?? "", deadlineExceeded);
      events.normal(pod, undefined, deadlineExceeded.reason, deadlineExceeded.message);
      this.#updateStatus(pod, nothingSpecial);
      return { isTerminal: true };
    }
    const volumes = this.#dependencies.volumeManager.mountPod(pod, signal);
    volumes.catch(() => undefined);
    containerManager.ensurePod(pod);
    const result = await runtimeManager.syncPod(pod, {
      volumes,
      signal,
      onProgress: () => this.#updateStatus(pod, nothingSpecial),
    });
    const after = this.#updateStatus(pod, nothingSpecial);
    const times = [deadline, result.retryAfterMilliseconds].filter((time) => time !== undefined);
    return {
      isTerminal: after === "Succeeded" || after === "Failed",
      ...(times.length > 0 ? { retryAfterMilliseconds: Math.min(...times) } : {}),
    };
  }

  async syncTerminatingPod(
    pod: Pod,
    options: { gracePeriodSeconds: number; failure: PodFailure | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    const { cache, events, generator, killer, probeManager } = this.#dependencies;
    if (options.failure) this.#failures.set(uid, options.failure);
    this.#updateStatus(pod, nothingSpecial);
    probeManager.stopLivenessAndStartup(uid);
    // An interrupted start may have left something that the cache has not seen.
    await generator.refresh(uid);
    const status = cache.get(uid) ?? emptyPodRuntimeStatus(pod);
    const { gracePeriodSeconds } = options;
    try {
      await killer.killPod(pod, status, { gracePeriodSeconds, signal });
    } catch (error) {
      if (!signal.aborted) {
        const message = `error killing pod: ${(error as Error).message}`;
        events.warning(pod, undefined, "FailedKillPod", message);
      }
      throw error;
    }
    probeManager.removePod(uid);
    this.#updateStatus(pod, { ...nothingSpecial, isTerminal: true });
  }

  async syncTerminatedPod(pod: Pod, signal: AbortSignal): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    const { containerManager, log, statusManager, volumeManager } = this.#dependencies;
    this.#updateStatus(pod, { ...nothingSpecial, isTerminal: true });
    await volumeManager.unmountPod(uid, signal);
    // The sandbox still holds empty cgroups of its own; forgetPod removes them for certain.
    await containerManager
      .removePod(uid)
      .catch((error) => log.debug("Pod cgroup is still busy", { error }));
    if (!this.#dependencies.isRemoved(pod)) await statusManager.finish(pod);
  }

  async forgetPod(pod: Pod): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    const { directories, garbageCollector, containerManager } = this.#dependencies;
    this.#dependencies.statusManager.forget(uid);
    this.#dependencies.runtimeManager.forgetPod(uid);
    this.#failures.delete(uid);
    this.#seenAt.delete(uid);
    await garbageCollector.removePod(uid);
    await containerManager.removePod(uid);
    await rm(directories.podLog(pod), { recursive: true, force: true });
    await this.#removeDirectory(uid);
  }

  /** Volumes are unmounted by now, or this must fail loudly: never delete through a mount. */
  async #removeDirectory(uid: string): Promise<void> {
    const { directories, volumeManager } = this.#dependencies;
    const mounted = await volumeManager.podsWithVolumes();
    if (mounted.includes(uid)) await volumeManager.unmountPod(uid, new AbortController().signal);
    await rm(directories.pod(uid), { recursive: true, force: true });
  }

  /** Computes and publishes the status; gives the phase. */
  #updateStatus(pod: Pod, situation: StatusSituation): string {
    const uid = pod.metadata.uid ?? "";
    const { cache, clock, statusManager, runtimeManager, probeManager } = this.#dependencies;
    const runtime = cache.get(uid) ?? emptyPodRuntimeStatus(pod);
    probeManager.setPod(pod, this.#podIP(pod), runtimeManager.running(pod));
    const status = generatePodStatus({
      pod: statusManager.withStatus(pod),
      runtime,
      waiting: runtimeManager.waiting(uid),
      runtimeName: this.#dependencies.runtimeName,
      hostIPs: this.#dependencies.hostIPs,
      probes: (container, id) => probeManager.results(uid, container, id),
      isTerminal: situation.isTerminal,
      failure: situation.failure ?? this.#failures.get(uid),
      nowMilliseconds: clock.now(),
    });
    if (!this.#dependencies.isRemoved(pod)) statusManager.setStatus(pod, status);
    const seenAt = this.#seenAt.get(uid);
    if (status.phase === "Running" && seenAt !== undefined) {
      this.#seenAt.delete(uid);
      this.#dependencies.metrics.podStarted((clock.monotonic() - seenAt) / 1000);
    }
    return status.phase ?? "Pending";
  }

  #noteFirstSeen(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const isNew = (pod.status?.phase ?? "Pending") === "Pending";
    if (!isNew || this.#dependencies.cache.get(uid) || this.#seenAt.has(uid)) return;
    this.#seenAt.set(uid, this.#dependencies.clock.monotonic());
  }

  #podIP(pod: Pod): string | undefined {
    if (pod.spec.hostNetwork) return this.#dependencies.hostIPs[0];
    const runtime = this.#dependencies.cache.get(pod.metadata.uid ?? "");
    return runtime && readySandbox(runtime)?.ips[0];
  }
}
