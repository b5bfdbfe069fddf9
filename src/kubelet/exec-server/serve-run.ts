// POST /run/NAMESPACE/POD/CONTAINER?cmd=...: runs a command to its end and answers with its output.
import type { ServerResponse } from "node:http";
import { RequestError } from "./request-error.ts";
import { runningContainer, type StreamDependencies, type StreamRequest } from "./serve-streams.ts";

const timeoutSeconds = 120;

export async function serveRun(
  request: StreamRequest,
  response: ServerResponse,
  { podContainers, runtime }: StreamDependencies,
): Promise<void> {
  const containerId = await runningContainer(request, podContainers);
  const command = (request.query.get("cmd") ?? "").split(" ").filter((word) => word !== "");
  if (command.length === 0) throw new RequestError(400, "cmd is missing");
  const { stdout, stderr, exitCode } = await runtime.execSync(containerId, command, timeoutSeconds);
  const output = Buffer.concat([stdout, stderr]);
  if (exitCode !== 0) {
    throw new RequestError(500, `${output.toString()}command exited with ${exitCode}`);
  }
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(output);
}
