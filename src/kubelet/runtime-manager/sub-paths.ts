// Sub-paths of volumes: the directory is made where it is missing, and what symlinks lead out of
// the volume is refused, since a container may have planted them.
// https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { SubPaths } from "./volume-mounts.ts";

export const subPathsOnDisk: SubPaths = {
  prepare(volumeHostPath, subPath) {
    const base = realpathSync(volumeHostPath);
    const wanted = join(base, subPath);
    let existing = wanted;
    while (existing !== base && !exists(existing)) existing = dirname(existing);
    assertInside(base, realpathSync(existing));
    if (!exists(wanted)) mkdirSync(wanted, { recursive: true, mode: 0o750 });
    const real = realpathSync(wanted);
    assertInside(base, real);
    return real;
  },
};

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function assertInside(base: string, path: string): void {
  const way = relative(base, path);
  if (way === ".." || way.startsWith("../")) {
    throw new Error(`path "${path}" is outside of the volume`);
  }
}
