// What a container says about its end: the file at terminationMessagePath, or the end of its log.
// https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
import { open } from "node:fs/promises";
import type { ContainerLogs } from "../interfaces.ts";
import type { RuntimeContainer } from "./pod-runtime-status.ts";

const maximumBytes = 4096;
const maximumLogBytes = 2048;
const maximumLogLines = 80;

/** "" where the container said nothing. Never rejects: the file is the container's to spoil. */
export async function terminationMessage(
  container: RuntimeContainer,
  logs: ContainerLogs,
): Promise<string> {
  const path = container.terminationMessageHostPath;
  const message = path === undefined ? "" : await firstBytes(path).catch(() => "");
  const fallsBack =
    message === "" &&
    container.exitCode !== 0 &&
    container.terminationMessagePolicy === "FallbackToLogsOnError";
  if (!fallsBack || container.logPath === "") return message;
  const limits = { lines: maximumLogLines, bytes: maximumLogBytes };
  return await logs.tail(container.logPath, limits).catch(() => "");
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(maximumBytes);
    const { bytesRead } = await file.read(buffer, 0, maximumBytes, 0);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await file.close();
  }
}
