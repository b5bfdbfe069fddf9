// Mounting and unmounting file systems, through mount(8).
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Decodes the octal escapes of /proc/self/mounts. */
function decodeEscapes(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

/** Mount points at or below the path, deepest first. */
export async function mountsBelow(path: string): Promise<string[]> {
  const lines = (await readFile("/proc/self/mounts", "utf8")).split("\n");
  const points = lines
    .map((line) => decodeEscapes(line.split(" ")[1] ?? ""))
    .filter((point) => point === path || point.startsWith(`${path}/`));
  return points.sort((a, b) => b.length - a.length);
}

export async function isMountPoint(path: string): Promise<boolean> {
  return (await mountsBelow(path)).includes(path);
}

/** Mounts a tmpfs. `sizeBytes` absent: half of the memory, as the kernel does. */
export async function mountTmpfs(path: string, sizeBytes: number | undefined): Promise<void> {
  const options = sizeBytes === undefined ? "mode=0777" : `mode=0777,size=${sizeBytes}`;
  await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
}

/** Unmounts everything at or below the path. */
export async function unmountBelow(path: string): Promise<void> {
  for (const point of await mountsBelow(path)) {
    try {
      await run("umount", [point]);
    } catch {
      // Busy: detached now, gone when its last user is.
      await run("umount", ["-l", point]);
    }
  }
}
