// Which process a pid meant: a pid alone may be another process by now, so its start time and the
// boot it belongs to are kept with it. See proc_pid_stat(5).
import { readdirSync, readFileSync } from "node:fs";
import { type Clock, sleep } from "#base";

export interface ProcessIdentity {
  pid: number;
  /** Clock ticks from boot to the process's start. */
  startTime: number;
  bootId: string;
}

export interface ProcessStat {
  pid: number;
  parentPid: number;
  /** "Z" is a process that ended and waits for its parent. */
  state: string;
  startTime: number;
}

let knownBootId = "";

export function bootId(): string {
  knownBootId ||= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return knownBootId;
}

/** Nothing when there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    pid,
    state: fields[0] ?? "",
    parentPid: Number(fields[1]),
    startTime: Number(fields[19]),
  };
}

export function listProcesses(): ProcessStat[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => processStat(Number(pid)) ?? []);
}

export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = processStat(pid);
  return stat && stat.state !== "Z"
    ? { pid, startTime: stat.startTime, bootId: bootId() }
    : undefined;
}

export function isAlive(identity: ProcessIdentity): boolean {
  const current = identifyProcess(identity.pid);
  return current?.startTime === identity.startTime && current.bootId === identity.bootId;
}

/** Does nothing when the process is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const pollMilliseconds = 20; // A process that is no child of ours cannot be waited for.

/** True when the process is gone before the time is over. */
export async function waitForExit(
  identity: ProcessIdentity,
  options: { clock: Clock; timeoutMilliseconds: number },
): Promise<boolean> {
  const deadline = options.clock.monotonic() + options.timeoutMilliseconds;
  while (isAlive(identity)) {
    if (options.clock.monotonic() >= deadline) return false;
    await sleep(options.clock, pollMilliseconds);
  }
  return true;
}

/** SIGTERM, then SIGKILL after the grace time. True when the process is gone. */
export async function endProcess(
  identity: ProcessIdentity,
  options: { clock: Clock; graceMilliseconds: number },
): Promise<boolean> {
  const { clock } = options;
  signalProcess(identity, "SIGTERM");
  if (await waitForExit(identity, { clock, timeoutMilliseconds: options.graceMilliseconds }))
    return true;
  signalProcess(identity, "SIGKILL");
  return waitForExit(identity, { clock, timeoutMilliseconds: 5000 });
}
