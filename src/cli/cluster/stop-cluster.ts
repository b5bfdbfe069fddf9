// Stops a cluster (`down`): daemons, containers, runtimes, sandboxes. Objects, images and volumes stay.
// With `everything` (`delete`) the directory and the kubeconfig's context go too.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "#base";
import { kubeconfigPaths, removeContext } from "#client";
import { silentLogger } from "#component-base";
import { ContainerdRuntime, containerdPaths, stopPods } from "#cri";
import {
  cleanUp,
  endProcess,
  Ledger,
  type ProcessIdentity,
  removeDirectory,
  type Trace,
} from "#sandbox";
import { type CliEnvironment, CommandError } from "../environment.ts";
import {
  type ClusterPaths,
  type ClusterSpec,
  clusterPaths,
  inspectCluster,
} from "./cluster-spec.ts";
import { readIdentity } from "./daemons.ts";

const graceMilliseconds = 20_000;
const podGraceSeconds = 10;

export async function stopCluster(
  name: string,
  environment: CliEnvironment,
  options: { everything: boolean },
): Promise<void> {
  const paths = clusterPaths(environment.home, name);
  await endDaemons(paths, () => true);
  if (!options.everything)
    await Promise.all(
      nodesOf(paths).map((node) => endPods(join(paths.nodeDirectory(node), "containerd"))),
    );
  await removeTraces(paths, { name, again: options.everything ? "delete" : "down" });
  if (!options.everything) return;
  await removeKubeconfigContext(name, environment);
  await removeDirectory(resolve(paths.directory));
}

/**
 * Puts a cluster back to where it was before a start that failed: daemons that the start made end,
 * and traces that are not among the known ones go. What ran before goes on.
 */
export async function takeBackStart(
  before: ClusterSpec,
  environment: CliEnvironment,
  known: Ledger,
): Promise<void> {
  const paths = clusterPaths(environment.home, before.name);
  const pids = known.of("process").map(({ identity }) => JSON.stringify(identity));
  await endDaemons(paths, (identity) => !pids.includes(JSON.stringify(identity)));
  await removeTraces(paths, {
    name: before.name,
    again: "up",
    keep: (trace) => known.has(trace),
  });
  const added = nodesOf(paths).filter((node) => !before.nodes.some(({ name }) => name === node));
  for (const node of added) await removeDirectory(resolve(paths.nodeDirectory(node)));
}

/** By their directories: the file that lists them may be damaged. */
function nodesOf(paths: ClusterPaths): string[] {
  return existsSync(paths.nodes) ? readdirSync(paths.nodes) : [];
}

/** The server first: nothing is to be started again while the rest goes. */
async function endDaemons(
  paths: ClusterPaths,
  isDoomed: (identity: ProcessIdentity) => boolean,
): Promise<void> {
  for (const files of [paths.server, ...nodesOf(paths).map(paths.agent)]) {
    const identity = readIdentity(files.identity);
    if (identity && !isDoomed(identity)) continue;
    if (identity) await endProcess(identity, { clock: systemClock, graceMilliseconds });
    rmSync(files.identity, { force: true });
  }
}

async function removeTraces(
  paths: ClusterPaths,
  { name, again, keep }: { name: string; again: string; keep?: (trace: Trace) => boolean },
): Promise<void> {
  const failures = await cleanUp(new Ledger(paths.ledger), {
    clock: systemClock,
    log: silentLogger,
    ...(keep ? { keep } : {}),
  });
  if (failures.length > 0) {
    const what = failures
      .map(
        ({ trace, error }) =>
          `${trace.kind} (${error instanceof Error ? error.message : String(error)})`,
      )
      .join(", ");
    throw new CommandError(
      `Not everything of "${name}" could be removed: ${what}; run it again: cox ${again} ${name}`,
    );
  }
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
  const found = inspectCluster(environment.home, name);
  const written = typeof found === "string" ? undefined : found.kubeconfig;
  const [current] = kubeconfigPaths(kubeconfigLocation(environment));
  for (const file of new Set([written, current]))
    if (file && existsSync(file))
      await removeContext(file, `cox-${name}`, { clock: systemClock }).catch((error: Error) =>
        environment.err(`cox: context cox-${name} stays in ${file}: ${error.message}\n`),
      );
}

export function kubeconfigLocation(environment: CliEnvironment): {
  environmentPaths?: string;
  homeDirectory: string;
} {
  const { KUBECONFIG: environmentPaths, HOME: homeDirectory = "/root" } = environment.variables;
  return { homeDirectory, ...(environmentPaths ? { environmentPaths } : {}) };
}
