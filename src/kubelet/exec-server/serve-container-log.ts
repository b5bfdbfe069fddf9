// GET /containerLogs/NAMESPACE/POD/CONTAINER: the log of a container, as kubectl logs shows it.
// https://kubernetes.io/docs/concepts/cluster-administration/logging/
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type ReadLogOptions, readLog } from "../container-logs/read-log.ts";
import type { ContainerLocation, PodContainers } from "../interfaces.ts";
import type { ContainerStops } from "./container-stops.ts";
import { RequestError } from "./request-error.ts";

export interface ContainerLogRequest {
  namespace: string;
  podName: string;
  containerName: string;
  query: URLSearchParams;
}

export interface ContainerLogDependencies {
  podContainers: PodContainers;
  stops: ContainerStops;
  now(): number;
}

export async function serveContainerLog(
  request: ContainerLogRequest,
  response: ServerResponse,
  dependencies: ContainerLogDependencies,
): Promise<void> {
  const { query } = request;
  const { follow, ...format } = readOptions(query, dependencies.now());
  const location = await locate(request, dependencies.podContainers);
  const { containerId, logPath } = location;
  if (containerId === undefined || logPath === undefined) {
    throw new RequestError(400, missingLog(request, location));
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const chunks = readLog(logPath, {
    ...format,
    ...(follow
      ? { follow: { stopped: dependencies.stops.stopped(containerId, gone.signal) } }
      : {}),
    signal: gone.signal,
  });
  try {
    // The first chunk decides whether there is a log, but one that is followed may be empty.
    response.setHeader("content-type", "text/plain");
    if (follow) response.flushHeaders();
    for await (const chunk of chunks) {
      if (gone.signal.aborted) break;
      if (!response.write(chunk))
        await Promise.race([once(response, "drain"), whenAborted(gone.signal)]);
    }
    response.end();
  } catch (error) {
    if (response.headersSent) {
      response.destroy(error as Error);
      return;
    }
    throw new RequestError(400, (error as Error).message, { cause: error });
  } finally {
    gone.abort();
  }
}

async function locate(
  request: ContainerLogRequest,
  podContainers: PodContainers,
): Promise<ContainerLocation> {
  const { namespace, podName, containerName, query } = request;
  if (!podContainers.pod(namespace, podName)) {
    throw new RequestError(404, `pod "${podName}" does not exist\n`);
  }
  const location = await podContainers.container(namespace, podName, containerName, {
    previous: isTrue(query.get("previous")),
  });
  if (location) return location;
  throw new RequestError(404, `container "${containerName}" not found in pod "${podName}"\n`);
}

function missingLog(request: ContainerLogRequest, location: ContainerLocation): string {
  const what = `container "${request.containerName}" in pod "${request.podName}"`;
  if (isTrue(request.query.get("previous"))) return `previous terminated ${what} not found`;
  switch (location.waitingReason) {
    case "ErrImagePull":
      return `${what} is waiting to start: image can't be pulled`;
    case "ImagePullBackOff":
      return `${what} is waiting to start: trying and failing to pull image`;
    case undefined:
      return `${what} is waiting to start - no logs yet`;
    default:
      return `${what} is waiting to start: ${location.waitingReason}`;
  }
}

type LogQuery = Omit<ReadLogOptions, "follow" | "signal"> & { follow: boolean };

function readOptions(query: URLSearchParams, now: number): LogQuery {
  const tailLines = count(query, "tailLines", 0);
  const limitBytes = count(query, "limitBytes", 1);
  const sinceSeconds = count(query, "sinceSeconds", 1);
  const sinceTime = query.get("sinceTime");
  const sinceMilliseconds =
    sinceSeconds !== undefined
      ? now - sinceSeconds * 1_000
      : sinceTime
        ? Date.parse(sinceTime)
        : undefined;
  if (Number.isNaN(sinceMilliseconds)) throw invalid();
  const stream = query.get("stream") ?? "All";
  if (!["All", "Stdout", "Stderr"].includes(stream)) throw invalid();
  return {
    follow: isTrue(query.get("follow")),
    timestamps: isTrue(query.get("timestamps")),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceMilliseconds === undefined ? {} : { sinceMilliseconds }),
    ...(stream === "All" ? {} : { stream: stream === "Stdout" ? "stdout" : "stderr" }),
  };
}

function count(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw invalid();
  return value;
}

function invalid(): RequestError {
  return new RequestError(422, '{"message": "Invalid request."}');
}

export function isTrue(value: string | null): boolean {
  return value === "true" || value === "1";
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
