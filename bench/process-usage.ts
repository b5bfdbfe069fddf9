// What processes of this machine use, as the kernel counts it.
// https://www.kernel.org/doc/html/latest/filesystems/proc.html
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessUsage {
  pid: number;
  command: string;
  cpuSeconds: number;
  /** Its own memory and its share of what it has in common with others. */
  pssBytes: number;
  rssBytes: number;
  writtenBytes: number;
}

const ticksPerSecond = 100;

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024;
}

export function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
}

/** All processes whose command line contains the text. */
export function findProcesses(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return pid !== process.pid && commandOf(pid).includes(text);
      } catch {
        return false;
      }
    });
}

export function usageOf(pid: number): ProcessUsage {
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, "utf8");
  const stat = read("stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    pid,
    command: commandOf(pid),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    pssBytes: kilobytes(read("smaps_rollup"), "Pss"),
    rssBytes: kilobytes(read("status"), "VmRSS"),
    writtenBytes: Number(/^write_bytes: (\d+)/m.exec(read("io"))?.[1] ?? 0),
  };
}
