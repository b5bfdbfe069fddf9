// `cox server` and `cox agent`: one machine's part in the foreground, for systemd. Their flags are
// parsed by the process itself (src/cmd/server.ts, src/cmd/agent.ts).
import { spawn } from "node:child_process";
import { ExitCode } from "../environment.ts";
import type { CliCommand } from "./command.ts";

function foreground(name: "server" | "agent", summary: string): CliCommand {
  return {
    name,
    usage: `${name} [arguments...]`,
    summary,
    configure: (commander) => commander.allowUnknownOption().passThroughOptions().helpOption(false),
    run({ positionals }, environment) {
      const [program, ...rest] = environment.entry(name) as [string, ...string[]];
      const child = spawn(program, [...rest, ...positionals], {
        stdio: "inherit",
        env: environment.variables,
      });
      const stop = (): void => void child.kill("SIGTERM");
      environment.signal.addEventListener("abort", stop, { once: true });
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => (code === 0 ? resolve() : reject(new ExitCode(code ?? 1))));
      });
    },
  };
}

export const serverCommand = foreground(
  "server",
  "run the control plane (and this machine's node) in the foreground",
);
export const agentCommand = foreground("agent", "run one node in the foreground");
