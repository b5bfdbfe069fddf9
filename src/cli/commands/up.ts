// `cox up`: starts a cluster, or starts it again; returns when API, nodes and DNS answer.
import { readFileSync, rmSync } from "node:fs";
import { systemClock } from "#base";
import { kubeconfigPaths, parseKubeconfig, setContext } from "#client";
import { ForeignTrace, Ledger } from "#sandbox";
import { defaultClusterName } from "../cluster/choose-cluster.ts";
import { withClusterLock, withMachineLock } from "../cluster/cluster-lock.ts";
import {
  type ClusterSpec,
  checkClusterName,
  clusterNames,
  clusterPaths,
  readClusterSpec,
  writeClusterSpec,
} from "../cluster/cluster-spec.ts";
import { clusterImages } from "../cluster/images.ts";
import { keepLogs, keptLogs } from "../cluster/kept-logs.ts";
import {
  parsePublish,
  parseRegistryMirror,
  planCluster,
  type WantedCluster,
} from "../cluster/plan-cluster.ts";
import { makeSandboxes, startCluster } from "../cluster/start-cluster.ts";
import { kubeconfigLocation, stopCluster, takeBackStart } from "../cluster/stop-cluster.ts";
import { runChecks } from "../doctor/checks.ts";
import { probeKernel } from "../doctor/kernel-probes.ts";
import { machine } from "../doctor/machine.ts";
import { ensurePackages } from "../doctor/tools.ts";
import { type CliEnvironment, CommandError, UsageError } from "../environment.ts";
import { addOutputOption } from "../output.ts";
import { makeProgress, type Progress } from "../progress.ts";
import type { CliCommand } from "./command.ts";
import { printDemo, runDemo } from "./up-demo.ts";

const longestWaitMilliseconds = 86_400_000;

interface UpOptions {
  nodes?: string;
  demo?: boolean;
  wait: string;
  publish: string[];
  registryMirror: string[];
  egress?: string;
  output?: string;
}

export const upCommand: CliCommand = {
  name: "up",
  usage: "up [name]",
  summary: "start a cluster (or start it again) in the background",
  configure: (commander) =>
    addOutputOption(
      commander
        .option("--nodes <count>", "number of nodes")
        .option("--demo", "deploy the demo and fetch its page")
        .option("--wait <duration>", "how long to wait for the cluster", "120s")
        .option(
          "--publish <hostport:nodeport>",
          "open a node port on this machine's 127.0.0.1; may be repeated",
          collect,
          [] as string[],
        )
        .option(
          "--egress <mode>",
          "nat: nodes reach what this machine reaches; none: nothing outside",
        )
        .option(
          "--registry-mirror <host=url>",
          "where images of a registry are pulled from first; may be repeated",
          collect,
          [] as string[],
        ),
    ),
  async run({ positionals, options }, environment) {
    const name = checkClusterName(positionals[0] ?? defaultClusterName);
    const wanted = options as unknown as UpOptions;
    const progress = makeProgress(environment, wanted.output === "json");
    const from = performance.now();
    const { spec, started } = await withClusterLock(
      clusterPaths(environment.home, name).directory,
      name,
      () => up(name, wanted, { environment, progress }),
    );
    const seconds = (performance.now() - from) / 1000;
    const isJson = wanted.output === "json";
    const pages = wanted.demo ? await runDemo(spec, environment, progress) : [];
    if (isJson)
      environment.out(
        `${JSON.stringify({ name, seconds, nodes: spec.nodes, api: `https://127.0.0.1:${spec.apiPort}`, context: `cox-${name}`, started, ...(wanted.demo ? { pages } : {}) })}\n`,
      );
    else if (wanted.demo) printDemo(spec, environment, pages);
    else printNextSteps(spec, { environment, seconds, changed: started.length > 0 });
  },
};

const collect = (one: string, all: string[]): string[] => [...all, one];

function preflight(environment: CliEnvironment): void {
  const [miss] = runChecks(environment, machine).filter(
    (result) => result.status === "failed" && result.name !== "packages",
  );
  if (miss) throw new CommandError(miss.message);
  ensurePackages(environment);
}

function waitMilliseconds(text: string): number {
  const match = /^(\d+)(ms|s|m)?$/.exec(text);
  if (!match) throw new UsageError(`--wait "${text}" is not valid: write a duration such as 120s`);
  const wanted = Number(match[1]) * ({ ms: 1, s: 1000, m: 60_000 }[match[2] ?? "s"] as number);
  return Math.min(wanted, longestWaitMilliseconds);
}

function parseWanted(wanted: UpOptions, environment: CliEnvironment): WantedCluster {
  const egress = wanted.egress ?? environment.variables["COX_EGRESS"];
  if (egress !== undefined && egress !== "nat" && egress !== "none")
    throw new UsageError(`--egress "${egress}" is not valid: use nat or none`);
  const nodes = wanted.nodes === undefined ? undefined : Number(wanted.nodes);
  if (nodes !== undefined && !(Number.isInteger(nodes) && nodes >= 1 && nodes <= 50))
    throw new UsageError(`--nodes "${wanted.nodes}" is not valid: use a number from 1 to 50`);
  return {
    publish: wanted.publish.map(parsePublish),
    registryMirrors: wanted.registryMirror.map(parseRegistryMirror),
    ...(nodes ? { nodes } : {}),
    ...(egress ? { egress } : {}),
  };
}

async function up(
  name: string,
  wanted: UpOptions,
  { environment, progress }: { environment: CliEnvironment; progress: Progress },
): Promise<{ spec: ClusterSpec; started: string[] }> {
  const plan = parseWanted(wanted, environment);
  const deadline = AbortSignal.timeout(waitMilliseconds(wanted.wait));
  preflight(environment);
  const before = readClusterSpec(environment.home, name);
  const known = new Ledger(clusterPaths(environment.home, name).ledger);
  if (!before && clusterNames(environment.home).includes(name)) {
    progress.step(`Removing what a half-deleted cluster "${name}" left`);
    await stopCluster(name, environment, { everything: true });
  }
  const signal = AbortSignal.any([environment.signal, deadline]);
  const imageArchives = clusterImages(environment, progress);
  imageArchives.catch(() => {}); // Whoever waits for them sees the error.
  try {
    const { spec, sandboxes } = await withMachineLock(signal, async () => {
      const { spec } = planCluster(name, plan, environment);
      const [kubeconfig] = kubeconfigPaths(kubeconfigLocation(environment));
      if (kubeconfig) spec.kubeconfig = kubeconfig;
      if (JSON.stringify(spec) !== JSON.stringify(before)) writeClusterSpec(environment.home, spec);
      return { spec, sandboxes: await makeSandboxes(spec, environment) };
    });
    const started = await startCluster({
      spec,
      sandboxes,
      published: before?.publish ?? [],
      environment,
      imageArchives,
      signal,
      onMessage: (_node, message) => "message" in message && progress.step(message.message),
    });
    await writeContext(spec, environment);
    rmSync(keptLogs(environment.home, name), { recursive: true, force: true });
    return { spec, started };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return await takeBack(error, {
      name,
      before,
      known,
      environment,
      wait: wanted.wait,
      isLate: deadline.aborted,
    });
  }
}

interface FailedStart {
  name: string;
  before: ClusterSpec | undefined;
  known: Ledger;
  environment: CliEnvironment;
  /** As the user wrote it. */
  wait: string;
  isLate: boolean;
}

/**
 * A start that failed leaves nothing half-made: a new cluster goes, one that was stopped is stopped
 * again, one that ran goes on with what ran. Throws what is to be said.
 */
async function takeBack(error: unknown, failed: FailedStart): Promise<never> {
  const { name, before, known, environment } = failed;
  const { directory } = clusterPaths(environment.home, name);
  const isInterrupted = environment.signal.aborted;
  const logs = before || isInterrupted ? undefined : keepLogs(environment.home, name);
  if (!before) await stopCluster(name, environment, { everything: true });
  else if (known.traces.length === 0) await stopCluster(name, environment, { everything: false });
  else await takeBackStart(before, environment, known);
  if (before) writeClusterSpec(environment.home, before);
  if (isInterrupted)
    throw new CommandError(
      `Interrupted; ${before ? `cluster "${name}" is as it was` : "nothing is left"}; start it again with: cox up ${name}`,
      { cause: error },
    );
  if (failed.isLate)
    throw new CommandError(
      `The cluster did not start within ${failed.wait}; its logs are in ${logs ?? directory}`,
      { cause: error },
    );
  if (error instanceof ForeignTrace) throw new CommandError(error.message, { cause: error });
  const miss = (await probeKernel(machine)).find(({ status }) => status === "failed");
  if (miss) throw new CommandError(miss.message, { cause: error });
  if (logs && error instanceof CommandError)
    throw new CommandError(error.message.replaceAll(directory, logs), { cause: error });
  throw error;
}

/** The context cox-NAME in the user's kubeconfig, made the current one. */
async function writeContext(spec: ClusterSpec, environment: CliEnvironment): Promise<void> {
  const config = parseKubeconfig(
    readFileSync(clusterPaths(environment.home, spec.name).kubeconfig, "utf8"),
  );
  const [file] = kubeconfigPaths(kubeconfigLocation(environment));
  const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
  if (!file || !cluster || !user)
    throw new CommandError("The server wrote no kubeconfig; see its log");
  await setContext(
    file,
    { name: `cox-${spec.name}`, cluster, user },
    { clock: systemClock, makeCurrent: true },
  );
}

function printNextSteps(
  spec: ClusterSpec,
  {
    environment,
    seconds,
    changed,
  }: { environment: CliEnvironment; seconds: number; changed: boolean },
): void {
  const what = changed ? `is up (${seconds.toFixed(1)} s)` : "runs already";
  environment.out(`Cluster "${spec.name}" ${what}: ${spec.nodes.length === 1 ? "1 node" : `${spec.nodes.length} nodes`}, API https://127.0.0.1:${spec.apiPort}, context cox-${spec.name}

Next:
  cox kubectl get nodes -o wide
  cox kubectl create deployment web --image=nginx:1.22 --replicas=2
  cox status ${spec.name}
`);
}
