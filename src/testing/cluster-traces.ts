// What a cluster leaves on a machine, found by its name and its files: for tests that want nothing.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

function processesOf(words: readonly string[]): string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        const root = readlinkSync(`/proc/${pid}/cwd`);
        const isOurs = words.some((word) => line.includes(word) || root.includes(word));
        return isOurs && !line.includes("cluster-reaper") ? [`process ${pid}: ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Everything of the cluster that is still there, in words. `home` is its COX_HOME. */
export function clusterTraces(name: string, home: string): string[] {
  const directory = `${home}/clusters/${name}`;
  const node = new RegExp(`(^|[^\\w-])${name}-\\d+($|[^\\w-])`);
  const lines = (command: string, ...argv: string[]): string[] =>
    execFileSync(command, argv, { encoding: "utf8" }).split("\n");
  return [
    ...processesOf([`${directory}/`, `/coxswain-${name}/`]),
    ...readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter((line) => line.includes(`${directory}/`) || node.test(line))
      .map((line) => `mount ${line}`),
    ...lines("ip", "netns", "list")
      .filter((line) => node.test(line))
      .map((line) => `network namespace ${line}`),
    ...globSync([`/sys/fs/cgroup/**/coxswain-${name}`, `/sys/fs/cgroup/coxswain-${name}`]).map(
      (path) => `cgroup ${path}`,
    ),
    ...(existsSync(directory) ? [`directory ${directory}`] : []),
  ];
}

/** Interfaces and nft tables of cox on this machine, of any cluster: for a comparison. */
export function machineTraces(): string[] {
  const interfaces = readdirSync("/sys/class/net").filter((name) => name.startsWith("cox"));
  let tables: string[] = [];
  try {
    tables = execFileSync("nft", ["list", "tables"], { encoding: "utf8" }).trim().split("\n");
  } catch {
    // No nft, no table.
  }
  return [...interfaces, ...tables.filter((table) => table.includes("cox"))].sort();
}
