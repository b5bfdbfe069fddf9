// hostPath: a file or directory of the node itself, checked against the type that the pod names.
// https://kubernetes.io/docs/concepts/storage/volumes/#hostpath

import type { Stats } from "node:fs";
import { mkdir, stat, writeFile } from "node:fs/promises";
import type { Volume } from "#api/core/v1";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}

const checks: Readonly<Record<string, { test: (found: Stats) => boolean; what: string }>> = {
  Directory: { test: (found) => found.isDirectory(), what: "a directory" },
  DirectoryOrCreate: { test: (found) => found.isDirectory(), what: "a directory" },
  File: { test: (found) => found.isFile(), what: "a file" },
  FileOrCreate: { test: (found) => found.isFile(), what: "a file" },
  Socket: { test: (found) => found.isSocket(), what: "a socket file" },
  CharDevice: { test: (found) => found.isCharacterDevice(), what: "a character device" },
  BlockDevice: { test: (found) => found.isBlockDevice(), what: "a block device" },
};

export class HostPathPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/host-path";

  canSupport(volume: Volume): boolean {
    return volume.hostPath !== undefined;
  }

  async setUp({ volume }: MountContext): Promise<MountedVolume> {
    const { path, type = "" } = volume.hostPath ?? { path: "" };
    if (path.split("/").includes("..")) throw new Error(`hostPath "${path}" must not contain '..'`);
    let found = await statOf(path);
    if (!found && (type === "DirectoryOrCreate" || type === ""))
      await mkdir(path, { recursive: true, mode: 0o755 });
    if (!found && type === "FileOrCreate") await writeFile(path, "", { mode: 0o644, flag: "a" });
    found ??= await statOf(path);
    const check = checks[type];
    if (check && !(found && check.test(found)))
      throw new Error(`hostPath type check failed: ${path} is not ${check.what}`);
    return { hostPath: path, readOnly: false, dependsOn: [] };
  }

  async tearDown(): Promise<void> {
    // What is on the node stays there.
  }
}
