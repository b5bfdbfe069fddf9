// The API server as a process of its own (dist/server.js without a node), with a fresh store on
// disk and whatever an administrator needs to reach it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { followStartReport } from "#component-base";
import { daemonFlags, daemonVariables } from "../src/cmd/daemon-memory.ts";

export interface Target {
  url: string;
  tls: { ca: string; cert: string; key: string };
}

export interface ServerProcess extends Target {
  pid: number;
  /** When the process was started, as performance.now() counts. */
  startTime: number;
  /** Resolves when controllers run too. */
  ready: Promise<void>;
  storeFile: string;
  /** PEM, so that a peer can serve with the same key. */
  serving: { cert: string; key: string };
  stop(): Promise<void>;
}

export const distribution = join(import.meta.dirname, "../dist");
export const compileCache = join(distribution, "compile-cache");
const startTimeoutMilliseconds = 30_000;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export function targetOf(kubeconfig: string): Target {
  const { clusters, users } = parse(readFileSync(kubeconfig, "utf8"));
  const pem = (data: string): string => Buffer.from(data, "base64").toString();
  const { cluster } = clusters[0];
  const { user } = users[0];
  return {
    url: cluster.server,
    tls: {
      ca: pem(cluster["certificate-authority-data"]),
      cert: pem(user["client-certificate-data"]),
      key: pem(user["client-key-data"]),
    },
  };
}

function servingPair(directory: string): ServerProcess["serving"] {
  const pem = (file: string): string => readFileSync(join(directory, file), "utf8");
  return { cert: pem("apiserver.crt"), key: pem("apiserver.key") };
}

function serverArguments(directory: string, port: number, reportFile: string): string[] {
  return [
    ...[join(distribution, "server.js"), "--no-agent"],
    ...["--data-dir", join(directory, "data"), "--node-name", "bench", "--node-ip", "192.0.2.1"],
    ...["--bind-address", "127.0.0.1", "--port", String(port)],
    ...["--report-file", reportFile, "--log-level", "warn"],
  ];
}

/** `until`: "api" when requests are answered, "ready" when controllers run too. */
export async function startServerProcess({
  until = "ready",
  nodeOptions = [],
}: {
  until?: "api" | "ready";
  nodeOptions?: readonly string[];
} = {}): Promise<ServerProcess> {
  const directory = mkdtempSync(join(tmpdir(), "cox-bench-server-"));
  const port = await freePort();
  const reportFile = join(directory, "report");
  const answers = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const fail = (error: Error): void => {
    answers.reject(error);
    ready.reject(error);
  };
  ready.promise.catch(() => {});
  const report = followStartReport(reportFile, (message) => {
    if ("failed" in message) fail(new Error(message.failed));
    else answers.resolve();
    if ("ready" in message) ready.resolve();
  });
  const log = openSync(join(directory, "server.log"), "w");
  const environment = { ...process.env, ...daemonVariables, NODE_COMPILE_CACHE: compileCache };
  const startTime = performance.now();
  const child = spawn(
    process.execPath,
    [...daemonFlags, ...nodeOptions, ...serverArguments(directory, port, reportFile)],
    { env: environment, stdio: ["ignore", log, log] },
  );
  const ended = once(child, "exit");
  // Whatever ends the benchmark ends the server.
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    report.close();
    child.kill("SIGTERM");
    await ended;
    process.off("exit", kill);
    rmSync(directory, { recursive: true, force: true });
  };
  const timer = setTimeout(() => fail(new Error("No start in time")), startTimeoutMilliseconds);
  void ended.then(() => fail(new Error("The server ended")));
  try {
    await (until === "api" ? answers : ready).promise;
  } catch (cause) {
    const text = readFileSync(join(directory, "server.log"), "utf8");
    await stop();
    throw new Error(`The server does not run:\n${text}`, { cause });
  } finally {
    clearTimeout(timer);
  }
  return {
    ...targetOf(join(directory, "data/admin.kubeconfig")),
    pid: child.pid ?? 0,
    startTime,
    ready: ready.promise,
    storeFile: join(directory, "data/store/state.db"),
    serving: servingPair(join(directory, "data/pki")),
    stop,
  };
}
