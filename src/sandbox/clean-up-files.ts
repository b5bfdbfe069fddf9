// Removes mounts and directories of a cluster.
import { rm } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import { mountsBelow } from "./mounts.ts";
import { runCommand } from "./run-command.ts";

/** Unmounts everything at or below the directory. */
export async function unmountBelow(directory: string): Promise<void> {
  checkPath(directory);
  for (let round = 0; round < 10; round++) {
    const paths = mountsBelow(directory);
    if (paths.length === 0) return;
    await runCommand(["umount", "--lazy", ...new Set(paths)]).catch((error: unknown) => {
      if (round === 9) throw error;
    });
  }
}

/** Refuses while something is mounted below it, so that nothing behind a mount is deleted. */
export async function removeDirectory(path: string): Promise<void> {
  checkPath(path);
  const mounted = mountsBelow(path);
  if (mounted.length > 0) throw new Error(`${mounted[0]} is still mounted`);
  await rm(path, { recursive: true, force: true });
}

function checkPath(path: string): void {
  if (!isAbsolute(path) || normalize(path) !== path || path.split("/").length < 3)
    throw new Error(`"${path}" is no path that may be cleared`);
}
