// Runs nft and conntrack. Both are given argv arrays and text on standard input, never a shell.
import { spawn } from "node:child_process";

export interface CommandResult {
  code: number;
  stderr: string;
}

export type RunCommand = (
  program: string,
  argv: readonly string[],
  input: string,
) => Promise<CommandResult>;

export const runCommand: RunCommand = (program, argv, input) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: ["pipe", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString();
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
