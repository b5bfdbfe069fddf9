// `cox up`: starts a cluster, or starts it again; returns when API, nodes and DNS answer.
import { readFileSync } from "node:fs";
import { systemClock } from "#base";
import { kubeconfigPaths, parseKubeconfig, setContext } from "#client";
import type { Egress } from "#sandbox";
import { defaultClusterName } from "../cluster/choose-cluster.ts";
import { withClusterLock } from "../cluster/cluster-lock.ts";
import {
  type ClusterSpec,
  checkClusterName,
  clusterPaths,
  readClusterSpec,
  writeClusterSpec,
} from "../cluster/cluster-spec.ts";
import { clusterImages } from "../cluster/images.ts";
import { parsePublish, planCluster } from "../cluster/plan-cluster.ts";
import { startCluster } from "../cluster/start-cluster.ts";
import { kubeconfigLocation, stopCluster } from "../cluster/stop-cluster.ts";
import { runChecks } from "../doctor/checks.ts";
import { ensurePackages } from "../doctor/tools.ts";
import { type CliEnvironment, CommandError, UsageError } from "../environment.ts";
import { makeProgress, type Progress } from "../progress.ts";
import type { CliCommand } from "./command.ts";
import { runDemo } from "./up-demo.ts";

interface UpOptions {
  nodes?: string;
  demo?: boolean;
  wait: string;
  publish: string[];
  egress?: string;
  output?: string;
}

export const upCommand: CliCommand = {
  name: "up",
  usage: "up [name]",
  summary: "start a cluster (or start it again) in the background",
  configure: (commander) =>
    commander
      .option("--nodes <count>", "number of nodes")
      .option("--demo", "deploy the demo and fetch its page")
      .option("--wait <duration>", "how long to wait for the cluster", "120s")
      .option(
        "--publish <hostport:nodeport>",
        "open a node port on this machine's 127.0.0.1; may be repeated",
        (one: string, all: string[]) => [...all, one],
        [] as string[],
      )
      .option(
        "--egress <mode>",
        "nat: nodes reach what this machine reaches; none: nothing outside",
      )
      .option("--output <format>", "json for programs"),
  async run({ positionals, options }, environment) {
    const name = checkClusterName(positionals[0] ?? defaultClusterName);
    const wanted = options as unknown as UpOptions;
    const progress = makeProgress(environment, wanted.output === "json");
    const from = performance.now();
    const { spec, started } = await withClusterLock(
      clusterPaths(environment.home, name).lock,
      name,
      () => up(name, wanted, { environment, progress }),
    );
    const seconds = (performance.now() - from) / 1000;
    if (wanted.output === "json") {
      environment.out(
        `${JSON.stringify({ name, seconds, nodes: spec.nodes, api: `https://127.0.0.1:${spec.apiPort}`, context: `cox-${name}`, started })}\n`,
      );
    } else if (!wanted.demo)
      printNextSteps(spec, { environment, seconds, changed: started.length > 0 });
    if (wanted.demo) await runDemo(spec, environment, progress);
  },
};

function preflight(environment: CliEnvironment): void {
  const [miss] = runChecks(environment).filter(
    (result) => result.status === "failed" && result.name !== "packages",
  );
  if (miss) throw new CommandError(miss.message);
  ensurePackages(environment);
}

function waitMilliseconds(text: string): number {
  const match = /^(\d+)(ms|s|m)?$/.exec(text);
  if (!match) throw new UsageError(`--wait "${text}" is not valid: write a duration such as 120s`);
  return Number(match[1]) * ({ ms: 1, s: 1000, m: 60_000 }[match[2] ?? "s"] as number);
}

function parseWanted(
  wanted: UpOptions,
  environment: CliEnvironment,
): { nodes?: number; egress?: Egress; publish: ReturnType<typeof parsePublish>[] } {
  const egress = wanted.egress ?? environment.variables["COX_EGRESS"];
  if (egress !== undefined && egress !== "nat" && egress !== "none")
    throw new UsageError(`--egress "${egress}" is not valid: use nat or none`);
  const nodes = wanted.nodes === undefined ? undefined : Number(wanted.nodes);
  if (nodes !== undefined && !(Number.isInteger(nodes) && nodes >= 1 && nodes <= 50))
    throw new UsageError(`--nodes "${wanted.nodes}" is not valid: use a number from 1 to 50`);
  return {
    publish: wanted.publish.map(parsePublish),
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
  const { spec, isNew } = planCluster(name, plan, environment);
  writeClusterSpec(environment.home, spec);
  try {
    const started = await startCluster({
      spec,
      environment,
      imageArchives: clusterImages(environment, progress),
      signal: AbortSignal.any([environment.signal, deadline]),
      onMessage: (_node, message) => "message" in message && progress.step(message.message),
    });
    await writeContext(spec, environment);
    return { spec, started };
  } catch (error) {
    await undo(name, { isNew, before, environment });
    if (deadline.aborted)
      throw new CommandError(
        `The cluster did not start within ${wanted.wait}; its logs are in ${clusterPaths(environment.home, name).server.log}`,
        { cause: error },
      );
    throw error;
  }
}

/** A start that failed leaves nothing half-made: a new cluster goes, an old one is as it was, stopped. */
async function undo(
  name: string,
  {
    isNew,
    before,
    environment,
  }: { isNew: boolean; before: ClusterSpec | undefined; environment: CliEnvironment },
): Promise<void> {
  const log = clusterPaths(environment.home, name).server.log;
  const lines = tail(log);
  await stopCluster(name, environment, { everything: isNew });
  if (before) writeClusterSpec(environment.home, before);
  if (isNew && lines) environment.err(`cox: the server's last words:\n${lines}\n`);
}

function tail(file: string): string {
  try {
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .slice(-3)
      .map((line) => line.slice(0, 400))
      .join("\n");
  } catch {
    return "";
  }
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
