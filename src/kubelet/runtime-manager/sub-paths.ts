// Sub-paths of volumes: directories are made where they are missing, with the volume's own mode, and
// what symlinks lead out of the volume is refused, since a container may have planted them.
// https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { SubPaths } from "./volume-mounts.ts";

export const subPathsOnDisk: SubPaths = {
  prepare(volumeHostPath, subPath) {
    const base = realpathSync(volumeHostPath);
    const mode = statSync(base).mode & 0o7777;
    let path = base;
    for (const part of subPath.split("/").filter((word) => word !== "" && word !== ".")) {
      const next = join(path, part);
      if (lstatSync(next, { throwIfNoEntry: false }) === undefined) {
        mkdirSync(next);
        // The process' umask must not take anything away.
        chmodSync(next, mode);
      }
      path = realpathSync(next);
      assertInside(base, path);
    }
    return path;
  },
};

function assertInside(base: string, path: string): void {
  const way = relative(base, path);
  if (way === ".." || way.startsWith("../")) {
    throw new Error(`path "${path}" is outside of the volume`);
  }
}
