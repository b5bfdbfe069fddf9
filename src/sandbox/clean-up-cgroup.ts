// Removes a control group in every hierarchy: cgroup v1, v2 and both at once.
// https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html
import { readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, sleep } from "#base";
import { listMounts } from "./mounts.ts";

/** `path` is "/name" or "/name/inner", below each hierarchy's root. Ends what still runs in it. */
export async function removeCgroup(path: string, clock: Clock): Promise<void> {
  if (!/^\/[\w.-]+(\/[\w.-]+)*$/.test(path) || path.includes(".."))
    throw new Error(`"${path}" is no control group that may be removed`);
  const roots = listMounts()
    .filter((mount) => mount.filesystem === "cgroup" || mount.filesystem === "cgroup2")
    .map((mount) => mount.path);
  for (const root of new Set(roots)) await removeTree(join(root, path), clock);
}

async function removeTree(directory: string, clock: Clock): Promise<void> {
  for (const child of childrenOf(directory)) await removeTree(join(directory, child), clock);
  for (let attempt = 0; ; attempt++) {
    try {
      rmdirSync(directory);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return;
      if (code !== "EBUSY" || attempt >= 20) throw error;
    }
    for (const pid of processesOf(directory)) kill(pid);
    await sleep(clock, 25);
  }
}

function childrenOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function processesOf(directory: string): number[] {
  try {
    const text = readFileSync(join(directory, "cgroup.procs"), "utf8");
    return text.split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
