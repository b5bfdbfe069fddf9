// A COX_HOME of a test's own, with clusters that the test starts, breaks and deletes by the
// command line, and what all of that leaves on the machine. Images come from the shared cache.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { kubectlProgram } from "../../../src/testing/cluster-kubectl.ts";
import { packageRoot, reasonToSkip, testHome } from "../../../src/testing/cluster-owner.ts";
import {
  type ProgramOptions,
  type ProgramResult,
  runProgram,
} from "../../../src/testing/run-program.ts";

const bundle = join(packageRoot, "dist/cox.js");

export interface OwnHome {
  readonly needed: { skip?: string };
  readonly home: string;
  readonly env: Record<string, string>;
  /** A cluster name that no other test has. */
  name(suffix: string): string;
  /** Resolves also when it fails. */
  cox(...argv: readonly string[]): Promise<ProgramResult>;
  /** Rejects when it fails. */
  done(...argv: readonly string[]): Promise<string>;
  start(...argv: readonly string[]): ChildProcess;
  kubectl(name: string, argv: readonly string[], options?: ProgramOptions): Promise<string>;
  spec(name: string): { index: number; apiPort: number } | undefined;
  /** What of a cluster is on the machine; empty after `cox delete`. */
  traces(name: string, index?: number): string[];
}

export interface OwnHomeOptions {
  /** Absent: "none". */
  egress?: "none" | "nat";
  /** Put before every command: how it gets to where the clusters shall be. */
  enter?: () => readonly string[];
}

/** To be called at the top of a test file. */
export function ownHome({ egress = "none", enter = () => [] }: OwnHomeOptions = {}): OwnHome {
  const skip = reasonToSkip();
  // Short: sockets below it have paths of at most 104 characters.
  const home = join(mkdtempSync(join(tmpdir(), "ce-")), "h");
  const env = { COX_HOME: home, COX_EGRESS: egress, KUBECONFIG: join(home, "kubeconfig") };
  const directory = (name: string): string => join(home, "clusters", name);
  const cox = (...argv: readonly string[]): Promise<ProgramResult> =>
    runAnyway([...enter(), process.execPath, bundle, ...argv], env);
  if (!skip) {
    before(async () => {
      await runProgram([join(packageRoot, "cox"), "version"], { deadlineSeconds: 120 });
      mkdirSync(join(testHome, "cache/images"), { recursive: true });
      mkdirSync(join(home, "cache"), { recursive: true });
      symlinkSync(join(testHome, "cache/images"), join(home, "cache/images"));
    });
  }
  after(async () => {
    const clusters = join(home, "clusters");
    for (const name of existsSync(clusters) ? readdirSync(clusters) : []) await cox("delete", name);
    rmSync(join(home, ".."), { recursive: true, force: true });
  });
  return {
    needed: skip ? { skip } : {},
    home,
    env,
    name: (suffix) => `e${process.pid}-${suffix}`,
    cox,
    done: async (...argv) => {
      const result = await cox(...argv);
      if (result.exitCode !== 0) throw new Error(`cox ${argv.join(" ")}: ${result.stderr}`);
      return result.stdout;
    },
    start: (...argv) =>
      spawn(process.execPath, [bundle, ...argv], {
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    kubectl: async (name, argv, options) => {
      const KUBECONFIG = join(directory(name), "admin.kubeconfig");
      const command = [...enter(), kubectlProgram(), ...argv];
      return (await runProgram(command, { ...options, env: { KUBECONFIG } })).stdout;
    },
    spec: (name) => {
      try {
        return JSON.parse(readFileSync(join(directory(name), "cluster.json"), "utf8"));
      } catch {
        return undefined;
      }
    },
    traces: (name, index) => tracesOf({ home, name, ...(index === undefined ? {} : { index }) }),
  };
}

async function runAnyway(
  argv: readonly string[],
  env: Record<string, string>,
): Promise<ProgramResult> {
  const [file = "", ...rest] = argv;
  const child = spawn(file, rest, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return ended(child);
}

/** What a started command printed, when it is through. */
export async function ended(child: ChildProcess): Promise<ProgramResult> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { exitCode: code ?? -1, stdout, stderr };
}

/** The last line on stderr; those before it are progress. */
export function lastLine(result: ProgramResult): string {
  return result.stderr.trim().split("\n").at(-1) ?? "";
}

function listed(directory: string, pattern: RegExp): string[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.filter((one) => pattern.test(one)).map((one) => join(directory, one));
}

function tracesOf({ home, name, index }: { home: string; name: string; index?: number }): string[] {
  const directory = `${join(home, "clusters", name)}/`;
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const cgroupRoots = mounts
    .filter((line) => /^\S+ \S+ cgroup2? /.test(line))
    .map((line) => line.split(" ")[1] ?? "");
  const tables = spawnSync("nft", ["list", "tables"], { encoding: "utf8" }).stdout.split("\n");
  const kubeconfig = join(home, "kubeconfig");
  const contexts = existsSync(kubeconfig) ? readFileSync(kubeconfig, "utf8") : "";
  return [
    ...processesWith(directory).map(({ pid, line }) => `process ${pid} ${line}`),
    ...mounts.filter((line) => line.includes(directory) || line.includes(`/netns/${name}-`)),
    ...listed("/run/netns", new RegExp(`^${name}-\\d+$`)),
    ...(index === undefined ? [] : listed("/sys/class/net", new RegExp(`^cox${index}(-\\d+)?$`))),
    ...cgroupRoots.flatMap((root) => listed(root, new RegExp(`^coxswain-${name}$`))),
    ...tables.filter((line) => line.endsWith(` cox-${name}`)),
    ...listed("/var/lib/cni/results", new RegExp(`^cox-${name}-`)),
    ...listed(join(home, "clusters"), new RegExp(`^\\.?${name}\\b`)),
    ...(contexts.includes(`cox-${name}`) ? [`context cox-${name}`] : []),
  ];
}

/** Processes with a text in their command line. */
export function processesWith(text: string): { pid: number; line: string }[] {
  const pids = readdirSync("/proc").filter((one) => /^\d+$/.test(one));
  return pids.flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(text) && Number(pid) !== process.pid ? [{ pid: Number(pid), line }] : [];
    } catch {
      return [];
    }
  });
}

/** Takes a port of 127.0.0.1 until the returned function is called. */
export async function takePort(port: number): Promise<{ port: number; release(): Promise<void> }> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
