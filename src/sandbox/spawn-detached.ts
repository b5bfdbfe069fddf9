// Starts a daemon that outlives its parent: own session, no pipe to the parent, output to a file.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { enterCommand } from "./enter.ts";
import { identifyProcess, type ProcessIdentity } from "./process-identity.ts";
import { systemEnvironment } from "./run-command.ts";

export interface SpawnDetachedOptions {
  /** Path of the network namespace to run in; the caller's own unless set. */
  namespace?: string;
  /** Added to the system's environment; nothing of the caller's own is passed on. */
  env?: Readonly<Record<string, string>>;
  workingDirectory?: string;
  /** Standard output and error are appended to it. */
  logFile: string;
  /** Descriptors of this process that the daemon gets as 3, 4 ... */
  fileDescriptors?: readonly number[];
}

export interface DetachedProcess {
  identity: ProcessIdentity;
  /** Resolves when it ends while this process lives, with its exit code or the signal's name. */
  exited: Promise<number | string>;
}

export async function spawnDetached(
  argv: readonly string[],
  options: SpawnDetachedOptions,
): Promise<DetachedProcess> {
  const prefix = options.namespace === undefined ? [] : enterCommand(options.namespace);
  const [file = "", ...parameters] = [...prefix, ...argv];
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a", 0o640);
  try {
    const child = spawn(file, parameters, {
      detached: true,
      env: { ...systemEnvironment, ...options.env },
      stdio: ["ignore", log, log, ...(options.fileDescriptors ?? [])],
      ...(options.workingDirectory === undefined ? {} : { cwd: options.workingDirectory }),
    });
    const exited = new Promise<number | string>((resolve) => {
      child.on("exit", (code, signal) => resolve(code ?? signal ?? 0));
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    const identity = identifyProcess(child.pid ?? 0);
    if (!identity)
      throw new Error(`"${argv[0]}" ended at once (${await exited}), see ${options.logFile}`);
    return { identity, exited };
  } finally {
    closeSync(log);
  }
}
