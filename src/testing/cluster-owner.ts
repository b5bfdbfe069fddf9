// Who owns the shared cluster: the test runner, which is the parent of every test file's process. Its
// pid names the cluster, so each file of a run finds the same one, and `cox up` itself sees to it that
// a second start changes nothing. A reaper of its own session waits for the runner's end.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

export interface StartedCluster {
  name: string;
  kubeconfig: string;
  nodes: { name: string; address: string }[];
}

export const packageRoot = join(import.meta.dirname, "../..");
/** Images and tools are made once and stay; clusters come and go. */
export const testHome = shortHome(join(packageRoot, ".cache/test-home"));

/** A path of a runtime's socket has 104 characters at most: a deep checkout gets a home elsewhere. */
function shortHome(wanted: string): string {
  if (wanted.length <= 28) return wanted;
  return `/var/tmp/cox-test-${createHash("sha256").update(wanted).digest("hex").slice(0, 6)}`;
}

/** Why whole-cluster tests cannot run here; undefined where they can. */
export function reasonToSkip(): string | undefined {
  return process.getuid?.() === 0 ? undefined : "needs root: containers and network namespaces";
}

/** The runner's pid; a file run alone owns its cluster itself. */
function ownerPid(): number {
  return process.env["NODE_TEST_CONTEXT"] ? process.ppid : process.pid;
}

export const clusterPrefix = "t";

export function coxEnvironment(home: string = testHome): Record<string, string> {
  return { COX_HOME: home, COX_EGRESS: "none", KUBECONFIG: join(home, "kubeconfig") };
}

function lockFile(name: string): string {
  mkdirSync(testHome, { recursive: true });
  return join(testHome, `${name}.lock`);
}

/** `cox` with the tests' home, one command at a time for each cluster. */
export async function coxOnShared(name: string, argv: readonly string[]): Promise<string> {
  // The launcher builds where needed; what ends a cluster must work also when that fails.
  const bundle = [process.execPath, join(packageRoot, "dist/cox.js")];
  const cox = argv[0] === "up" ? [join(packageRoot, "cox")] : bundle;
  const command = ["flock", lockFile(name), ...cox, ...argv];
  return (await runProgram(command, { env: coxEnvironment(), deadlineSeconds: 300 })).stdout;
}

/** Starts the run's cluster, or adds the nodes that are missing; what runs already stays as it is. */
export async function startSharedCluster(nodes: number): Promise<StartedCluster> {
  const name = `${clusterPrefix}${ownerPid()}`;
  startReaper(name);
  const up = (argv: readonly string[]): Promise<string> =>
    coxOnShared(name, ["up", name, "--output", "json", ...argv]);
  let answer = JSON.parse(await up([])) as { nodes: StartedCluster["nodes"] };
  if (answer.nodes.length < nodes)
    answer = JSON.parse(await up(["--nodes", String(nodes)])) as typeof answer;
  const kubeconfig = join(testHome, "clusters", name, "admin.kubeconfig");
  return { name, kubeconfig, nodes: answer.nodes };
}

let ownClusters = 0;

/** A name for a cluster of a test's own, which the run's reaper deletes too. */
export function ownClusterName(): string {
  startReaper(`${clusterPrefix}${ownerPid()}`);
  const file = (process.pid % 36 ** 2).toString(36);
  return `${clusterPrefix}${ownerPid()}-${file}${(++ownClusters).toString(36)}`;
}

/** Detached, so that neither Ctrl-C nor the runner's end takes it along; one for each run. */
function startReaper(name: string): void {
  const reaper = join(import.meta.dirname, "cluster-reaper.ts");
  const argv = ["-n", lockFile(`${name}.reaper`), process.execPath, reaper, String(ownerPid())];
  spawn("flock", argv, { detached: true, stdio: "ignore" }).unref();
}

/** Removes the run's cluster now, if there is one, and gives its name. */
export async function deleteSharedCluster(): Promise<string> {
  const name = `${clusterPrefix}${ownerPid()}`;
  if (existsSync(join(testHome, "clusters", name))) await coxOnShared(name, ["delete", name]);
  return name;
}
