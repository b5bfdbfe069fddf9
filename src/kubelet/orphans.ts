// What is left on this node of pods that were deleted while no kubelet looked.
import { readdir, rm } from "node:fs/promises";
import type { Pod } from "#api/core/v1";
import type { Logger } from "#component-base";
import type { ContainerManager } from "./container-manager/container-manager.ts";
import type { Directories } from "./directories.ts";
import type { VolumeManager } from "./interfaces.ts";
import type { PodRuntimeStatus } from "./runtime-manager/pod-runtime-status.ts";

/** A pod object for containers whose own is gone: enough to stop and clean up. */
export function orphanedPod(status: PodRuntimeStatus): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { uid: status.uid, namespace: status.namespace, name: status.name },
    spec: { containers: [], terminationGracePeriodSeconds: 1 },
  };
}

export interface OrphanCleanerDependencies {
  log: Logger;
  directories: Directories;
  volumeManager: VolumeManager;
  containerManager: ContainerManager;
  /** The pod has an object, a worker or containers. */
  isKnown(podUid: string): boolean;
}

/** Removes volumes, directories, logs and cgroups of pods that nobody knows any more. */
export async function cleanOrphans(dependencies: OrphanCleanerDependencies): Promise<void> {
  const { directories, volumeManager, containerManager, isKnown, log } = dependencies;
  const signal = new AbortController().signal;
  const attempt = async (uid: string, work: () => Promise<void>): Promise<void> => {
    if (isKnown(uid)) return;
    await work().catch((error) => log.warn("Orphaned pod was not cleaned up", { uid, error }));
  };
  for (const uid of await volumeManager.podsWithVolumes()) {
    await attempt(uid, () => volumeManager.unmountPod(uid, signal));
  }
  const mounted = new Set(await volumeManager.podsWithVolumes());
  for (const uid of await names(directories.pods)) {
    if (mounted.has(uid)) continue;
    await attempt(uid, () => rm(directories.pod(uid), { recursive: true, force: true }));
  }
  for (const uid of containerManager.podsWithCgroups()) {
    await attempt(uid, () => containerManager.removePod(uid));
  }
  for (const name of await names(directories.podLogs)) {
    const uid = name.split("_")[2] ?? "";
    const path = `${directories.podLogs}/${name}`;
    await attempt(uid, () => rm(path, { recursive: true, force: true }));
  }
}

async function names(directory: string): Promise<string[]> {
  return await readdir(directory).catch(() => []);
}
