// emptyDir: a directory that lives as long as the pod, on the node's disk or in memory.
// https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
import { chmod, chown, mkdir, rm } from "node:fs/promises";
import type { Volume } from "#api/core/v1";
import { parseQuantity, quantityToNumber } from "#apimachinery";
import { isMountPoint, mountTmpfs, unmountBelow } from "../mounts.ts";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

export class EmptyDirPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/empty-dir";

  canSupport(volume: Volume): boolean {
    return volume.emptyDir !== undefined;
  }

  async setUp(context: MountContext): Promise<MountedVolume> {
    const { directory, volume, fsGroup } = context;
    const { medium = "", sizeLimit } = volume.emptyDir ?? {};
    if (medium !== "" && medium !== "Memory")
      throw new Error(`storage medium "${medium}" is not supported by this node`);
    await mkdir(directory, { recursive: true });
    if (medium === "Memory" && !(await isMountPoint(directory))) {
      const size = sizeLimit ? quantityToNumber(parseQuantity(sizeLimit)) : 0;
      await mountTmpfs(directory, size > 0 ? size : undefined);
    }
    if (fsGroup !== undefined) await chown(directory, 0, fsGroup);
    await chmod(directory, fsGroup === undefined ? 0o777 : 0o2777);
    return { hostPath: directory, readOnly: false, dependsOn: [] };
  }

  async tearDown(directory: string): Promise<void> {
    await unmountBelow(directory);
    await rm(directory, { recursive: true, force: true });
  }
}
