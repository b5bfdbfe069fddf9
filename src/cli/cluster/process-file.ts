// A pid file that also holds the process' start time, so that a pid that was given to somebody else
// is never taken for ours.
import { readFileSync, writeFileSync } from "node:fs";

export interface LiveProcess {
  pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  startTime: string;
}

/** Undefined when there is no such process (any more), a zombie included. */
export function processStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function writeProcessFile(file: string, pid: number): void {
  writeFileSync(file, `${pid} ${processStartTime(pid) ?? "0"}\n`);
}

/** The process that the file names, if it still lives. */
export function readLiveProcess(file: string): LiveProcess | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const [pid, startTime] = text.trim().split(" ");
  if (!pid || !startTime || processStartTime(Number(pid)) !== startTime) return undefined;
  return { pid: Number(pid), startTime };
}
