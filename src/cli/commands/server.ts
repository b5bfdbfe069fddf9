// `cox server` and `cox agent`: one machine's part in the foreground, for systemd. Their flags are
// parsed by the process itself (src/cmd/server.ts, src/cmd/agent.ts).
import { spawn } from "node:child_process";
import { clusterImages } from "../cluster/images.ts";
import { ensurePackages } from "../doctor/tools.ts";
import { type CliEnvironment, ExitCode } from "../environment.ts";
import { makeProgress } from "../progress.ts";
import type { CliCommand } from "./command.ts";

function foreground(name: "server" | "agent", summary: string): CliCommand {
  return {
    name,
    usage: `${name} [arguments...]`,
    summary,
    configure: (commander) => commander.allowUnknownOption().passThroughOptions().helpOption(false),
    async run({ positionals }, environment) {
      const [program, ...rest] = environment.entry(name) as [string, ...string[]];
      const images = await nodeImages(positionals, environment);
      const child = spawn(program, [...rest, ...positionals, ...images], {
        stdio: "inherit",
        env: { ...environment.daemonVariables, ...environment.variables },
      });
      const stop = (): void => void child.kill("SIGTERM");
      environment.signal.addEventListener("abort", stop, { once: true });
      await new Promise<void>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => (code === 0 ? resolve() : reject(new ExitCode(code ?? 1))));
      });
    },
  };
}

/** A node of cox's own containerd needs the sandbox image; one with a runtime of its own brings it. */
async function nodeImages(
  flags: readonly string[],
  environment: CliEnvironment,
): Promise<string[]> {
  const hasOwn = ["--no-agent", "--container-runtime-endpoint", "--image-archive", "--help"];
  if (flags.some((flag) => hasOwn.includes(flag.split("=")[0] ?? ""))) return [];
  ensurePackages(environment);
  const archives = await clusterImages(environment, makeProgress(environment, false));
  return archives.flatMap((archive) => ["--image-archive", archive]);
}

export const serverCommand = foreground(
  "server",
  "run the control plane (and this machine's node) in the foreground",
);
export const agentCommand = foreground("agent", "run one node in the foreground");
