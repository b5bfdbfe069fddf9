// Runs a tool of the system to its end. Argument vectors only, never a shell.
import { spawn } from "node:child_process";
import { Readable } from "node:stream";

/** What system tools get: no variable of the caller's changes what they print or do. */
export const systemEnvironment: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
};

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export class CommandFailed extends Error {
  override name = "CommandFailed";
  readonly result: CommandResult;
  constructor(argv: readonly string[], result: CommandResult) {
    super(`"${argv.join(" ")}" ended with ${result.exitCode}: ${result.stderr.trim()}`);
    this.result = result;
  }
}

export interface CommandOptions {
  /** Written to its standard input. */
  input?: string | Readable;
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** Rejects only when the tool cannot be started. */
export function tryCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [file = "", ...parameters] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      env: { ...systemEnvironment, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 128, stdout, stderr }));
    child.stdin.on("error", () => {}); // The tool ended before it read all: its exit code tells.
    if (options.input instanceof Readable) options.input.on("error", reject).pipe(child.stdin);
    else child.stdin.end(options.input ?? "");
  });
}

/** Gives what it printed; rejects with CommandFailed when it does not end with 0. */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(argv, options);
  if (result.exitCode !== 0) throw new CommandFailed(argv, result);
  return result.stdout;
}
