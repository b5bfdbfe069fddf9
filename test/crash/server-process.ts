// The real server as a process of its own, without a node: started, killed and started again on one
// directory. Its kubeconfig stays the same over all lives.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { followStartReport, type StartMessage } from "#component-base";

const program = join(import.meta.dirname, "../../dist/server.js");

/** Why the server cannot be started here; false where it can. */
export const reasonToSkip = existsSync(program)
  ? false
  : "dist/server.js is absent: node tools/build.ts makes it";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export interface ServerProcessOptions {
  directory: string;
  port: number;
  /** "sqlite:FILE"; absent: within the directory. */
  store?: string;
}

export class ServerProcess {
  readonly kubeconfig: string;
  readonly #options: ServerProcessOptions;
  #child: ChildProcess | undefined;
  #output = "";

  constructor(options: ServerProcessOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
    this.kubeconfig = join(options.directory, "admin.kubeconfig");
  }

  /** What the last life printed. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when the API answers, or when the process is gone: false. */
  async start(deadlineSeconds = 30): Promise<boolean> {
    const { directory, port, store } = this.#options;
    const report = join(directory, "report");
    const isUp = Promise.withResolvers<boolean>();
    const follow = followStartReport(report, (message: StartMessage) => {
      if ("part" in message || "ready" in message) isUp.resolve(true);
    });
    const flags = [
      ["--data-dir", directory],
      ["--node-ip", "10.0.0.1"],
      ["--node-name", "crash"],
      ["--bind-address", "127.0.0.1"],
      ["--port", String(port)],
      ["--log-level", "warn"],
      ["--report-file", report],
      ...(store ? [["--store", store]] : []),
    ].flat();
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const child = spawn(process.execPath, [program, "--no-agent", ...flags], { stdio: [...stdio] });
    this.#child = child;
    this.#output = "";
    const note = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on("data", note);
    child.stderr?.on("data", note);
    child.once("exit", () => isUp.resolve(false));
    const timer = setTimeout(() => {
      isUp.reject(new Error(`The server does not answer:\n${this.#output}`));
    }, deadlineSeconds * 1000);
    try {
      return await isUp.promise;
    } finally {
      clearTimeout(timer);
      follow.close();
    }
  }

  /** SIGKILL unless told otherwise; resolves when the process is gone. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}
