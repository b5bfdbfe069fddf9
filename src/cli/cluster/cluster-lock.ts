// One command at a time changes a cluster. The lock names its holder, and is taken over from one that
// is gone.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { identifyProcess, isAlive, type ProcessIdentity } from "#sandbox";
import { CommandError } from "../environment.ts";

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    const identity = JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
    return isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the work while no other command works on the cluster. */
export async function withClusterLock<T>(
  file: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify(identifyProcess(process.pid));
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      break;
    } catch (cause) {
      const holder = holderOf(file);
      if (holder || attempt > 2)
        throw new CommandError(
          `Another command works on cluster "${name}" (process ${holder?.pid ?? "unknown"}); wait for it`,
          { cause },
        );
      rmSync(file, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
