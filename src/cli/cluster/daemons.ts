// The daemons of a cluster: how each is started, and whether it runs.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { followStartReport, type StartMessage } from "#component-base";
import { isAlive, type Ledger, type ProcessIdentity, spawnDetached } from "#sandbox";
import { CommandError } from "../environment.ts";

export interface DaemonFiles {
  identity: string;
  log: string;
  report: string;
}

export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const identity = JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
    return isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

export interface StartDaemonOptions {
  label: string;
  argv: readonly string[];
  namespace: string;
  files: DaemonFiles;
  fileDescriptors?: readonly number[];
  env: Readonly<Record<string, string>>;
  ledger: Ledger;
  signal: AbortSignal;
  onMessage: (message: StartMessage) => void;
}

/** Resolves when the daemon is ready. Rejects with its own reason when it fails or ends. */
export async function startDaemon(options: StartDaemonOptions): Promise<void> {
  const { files, ledger, label, signal, onMessage } = options;
  if (signal.aborted) throw new CommandError("Interrupted");
  mkdirSync(dirname(files.report), { recursive: true, mode: 0o700 });
  let settle: (error?: Error) => void = () => {};
  const settled = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  settled.catch(() => {});
  const follower = followStartReport(files.report, (message) => {
    onMessage(message);
    if ("ready" in message) settle();
    if ("failed" in message)
      settle(new CommandError(`${label} did not start: ${message.failed}; see ${files.log}`));
  });
  const onAbort = (): void => settle(new CommandError("Interrupted"));
  signal.addEventListener("abort", onAbort, { once: true });
  // A watcher of a file keeps this process alive; the daemon's own end wakes it too.
  try {
    const { identity, exited } = await spawnDetached(
      [...options.argv, "--report-file", files.report],
      {
        namespace: options.namespace,
        logFile: files.log,
        env: options.env,
        ...(options.fileDescriptors ? { fileDescriptors: options.fileDescriptors } : {}),
      },
    );
    ledger.add({ kind: "process", label, identity });
    writeFileSync(`${files.identity}.new`, JSON.stringify(identity));
    renameSync(`${files.identity}.new`, files.identity);
    void exited.then((code) =>
      settle(new CommandError(`${label} ended at once (${code}); see ${files.log}`)),
    );
    if (signal.aborted) onAbort();
    await settled;
  } finally {
    signal.removeEventListener("abort", onAbort);
    follower.close();
    rmSync(files.report, { force: true });
  }
}

export function daemonFiles(directory: string, name: "server" | "agent"): DaemonFiles {
  return {
    identity: join(directory, `${name}.process.json`),
    log: join(directory, `${name}.log`),
    report: join(directory, `${name}.report`),
  };
}
