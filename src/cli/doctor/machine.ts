// What the checks ask of the machine; tests give them another one.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, tryCommand } from "#sandbox";
import { type ListeningPorts, listeningPorts } from "../cluster/listening-ports.ts";

export interface Machine {
  platform: string;
  architecture: string;
  /** "" when there is no such file. */
  read(file: string): string;
  exists(file: string): boolean;
  freeBytes(directory: string): number;
  ports(): ListeningPorts;
  /** Exit code 127 when the program is absent. */
  run(argv: readonly string[], input?: string): Promise<CommandResult>;
  /** A directory that is there while the work runs. */
  withDirectory<T>(parent: string, work: (directory: string) => Promise<T>): Promise<T>;
}

export const machine: Machine = {
  platform: process.platform,
  architecture: process.arch,
  read(file) {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  },
  exists: existsSync,
  freeBytes(directory) {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  },
  ports: () => listeningPorts(),
  run: (argv, input) =>
    tryCommand(argv, input === undefined ? {} : { input }).catch((error: Error) => ({
      exitCode: 127,
      stdout: "",
      stderr: error.message,
    })),
  async withDirectory(parent, work) {
    const isNew = !existsSync(parent);
    if (isNew) mkdirSync(parent, { recursive: true, mode: 0o700 });
    const directory = mkdtempSync(join(parent, ".probe-"));
    try {
      return await work(directory);
    } finally {
      rmSync(isNew ? parent : directory, { recursive: true, force: true });
    }
  },
};
