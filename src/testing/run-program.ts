// Runs a program of a test to its end, with a deadline.
import { spawn } from "node:child_process";

export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  input?: string;
  env?: Readonly<Record<string, string>>;
  directory?: string;
  /** An exit code other than 0 is what the test wants to see. */
  expectFailure?: boolean;
  deadlineSeconds?: number;
}

/** Rejects with all that it printed when it fails, or succeeds against expectation. */
export function runProgram(
  argv: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const [file = "", ...parameters] = argv;
  const deadlineSeconds = options.deadlineSeconds ?? 60;
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      env: { ...process.env, ...options.env },
      ...(options.directory ? { cwd: options.directory } : {}),
      stdio: ["pipe", "pipe", "pipe"],
      signal: AbortSignal.timeout(deadlineSeconds * 1000),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    const said = (): string => `"${argv.join(" ")}":\n${stdout}${stderr}`;
    child.once("error", (cause) =>
      reject(new Error(`${cause.name} after ${deadlineSeconds} s at most: ${said()}`, { cause })),
    );
    child.once("close", (code) => {
      const exitCode = code ?? -1;
      if ((exitCode !== 0) === (options.expectFailure ?? false))
        resolve({ exitCode, stdout, stderr });
      else reject(new Error(`Exit code ${exitCode} of ${said()}`));
    });
  });
}
