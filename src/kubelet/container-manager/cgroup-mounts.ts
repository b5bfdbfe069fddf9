// Which cgroup hierarchies this machine has: v1, v2, or both side by side (hybrid).
// https://kubernetes.io/docs/concepts/architecture/cgroups/
import { readFileSync } from "node:fs";

export interface CgroupMount {
  path: string;
  version: 1 | 2;
  /** v1: "cpu", "memory" ... */
  controllers: readonly string[];
}

export function parseCgroupMounts(mounts: string): CgroupMount[] {
  const found = new Map<string, CgroupMount>();
  for (const line of mounts.split("\n")) {
    const [, path = "", type, options = ""] = line.split(" ");
    if (type === "cgroup2") found.set(path, { path, version: 2, controllers: [] });
    if (type === "cgroup") {
      const words = options.split(",");
      const controllers = words.filter((word) => known.has(word) || word.startsWith("name="));
      found.set(path, { path, version: 1, controllers });
    }
  }
  return [...found.values()];
}

const known: ReadonlySet<string> = new Set([
  "blkio",
  "cpu",
  "cpuacct",
  "cpuset",
  "devices",
  "freezer",
  "hugetlb",
  "memory",
  "net_cls",
  "net_prio",
  "perf_event",
  "pids",
]);

export function readCgroupMounts(): CgroupMount[] {
  return parseCgroupMounts(readFileSync("/proc/self/mounts", "utf8"));
}

/** 2 only where the unified hierarchy is the only one; runc decides the same way. */
export function cgroupVersion(mounts: readonly CgroupMount[]): 1 | 2 {
  return mounts.some(({ version }) => version === 1) ? 1 : 2;
}
