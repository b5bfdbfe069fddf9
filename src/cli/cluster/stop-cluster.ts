// Stops a cluster (`down`): daemons, containers, runtimes, sandboxes. Objects, images and volumes stay.
// With `everything` (`delete`) the directory and the kubeconfig's context go too.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "#base";
import { kubeconfigPaths, removeContext } from "#client";
import { createLogger } from "#component-base";
import { ContainerdRuntime, containerdPaths, stopPods } from "#cri";
import { cleanUp, endProcess, Ledger } from "#sandbox";
import { type CliEnvironment, CommandError } from "../environment.ts";
import { clusterPaths, readClusterSpec } from "./cluster-spec.ts";
import { readIdentity } from "./daemons.ts";

const graceMilliseconds = 20_000;
const podGraceSeconds = 10;

export async function stopCluster(
  name: string,
  environment: CliEnvironment,
  options: { everything: boolean },
): Promise<void> {
  const paths = clusterPaths(environment.home, name);
  const spec = readClusterSpec(environment.home, name);
  const daemons = [paths.server, ...(spec?.nodes ?? []).map((node) => paths.agent(node.name))];
  // The server first: nothing is to be started again while the rest goes.
  for (const files of daemons) {
    const identity = readIdentity(files.identity);
    if (identity) await endProcess(identity, { clock: systemClock, graceMilliseconds });
    rmSync(files.identity, { force: true });
  }
  if (!options.everything)
    await Promise.all(
      (spec?.nodes ?? []).map((node) =>
        endPods(join(paths.nodeDirectory(node.name), "containerd")),
      ),
    );
  const ledger = new Ledger(paths.ledger);
  const failures = await cleanUp(ledger, {
    clock: systemClock,
    log: createLogger({ level: "error" }),
  });
  if (failures.length > 0) {
    const what = failures
      .map(
        ({ trace, error }) =>
          `${trace.kind} (${error instanceof Error ? error.message : String(error)})`,
      )
      .join(", ");
    throw new CommandError(
      `Not everything of "${name}" could be removed: ${what}; run it again: cox ${options.everything ? "delete" : "down"} ${name}`,
    );
  }
  if (!options.everything) return;
  await removeKubeconfigContext(name, environment);
  rmSync(paths.directory, { recursive: true, force: true });
  rmSync(paths.lock, { force: true });
}

/** Lets containers end by themselves before the runtime goes; what does not is killed with it. */
async function endPods(containerdDirectory: string): Promise<void> {
  const { socket } = containerdPaths(containerdDirectory);
  if (!existsSync(socket)) return;
  const runtime = new ContainerdRuntime({ clock: systemClock, socketPath: socket });
  try {
    await stopPods(runtime, { graceSeconds: podGraceSeconds });
  } catch {
    // The runtime is gone, or a container resists: cleaning up ends it.
  } finally {
    runtime.close();
  }
}

async function removeKubeconfigContext(name: string, environment: CliEnvironment): Promise<void> {
  const [file] = kubeconfigPaths(kubeconfigLocation(environment));
  if (file && existsSync(file)) await removeContext(file, `cox-${name}`, { clock: systemClock });
}

export function kubeconfigLocation(environment: CliEnvironment): {
  environmentPaths?: string;
  homeDirectory: string;
} {
  const { KUBECONFIG: environmentPaths, HOME: homeDirectory = "/root" } = environment.variables;
  return { homeDirectory, ...(environmentPaths ? { environmentPaths } : {}) };
}
