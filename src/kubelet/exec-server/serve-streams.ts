// exec, attach and port-forward on a kubelet: finds the container, gets a URL for one use from the
// container runtime and bridges the client to it.
import type { ContainerRuntime } from "#cri";
import {
  type ClientUpgrade,
  type DialSpdy,
  dialUpgrade,
  type RemoteCommandStreams,
  servePortForward,
  serveRemoteCommand,
  spdyRequestHeaders,
} from "#streaming";
import type { PodContainers } from "../interfaces.ts";
import { RequestError } from "./request-error.ts";

export interface StreamRequest {
  namespace: string;
  podName: string;
  podUid?: string;
  /** For exec and attach. */
  containerName: string;
  query: URLSearchParams;
}

export interface StreamDependencies {
  podContainers: PodContainers;
  runtime: ContainerRuntime;
}

export async function serveExec(
  upgrade: ClientUpgrade,
  request: StreamRequest,
  { podContainers, runtime }: StreamDependencies,
): Promise<void> {
  const streams = streamsOf(request.query);
  const containerId = await runningContainer(request, podContainers);
  const cmd = request.query.getAll("command");
  await serveRemoteCommand(
    upgrade,
    streams,
    dialerOf(upgrade, () => runtime.exec({ containerId, cmd, ...streams })),
  );
}

export async function serveAttach(
  upgrade: ClientUpgrade,
  request: StreamRequest,
  { podContainers, runtime }: StreamDependencies,
): Promise<void> {
  const streams = streamsOf(request.query);
  const containerId = await runningContainer(request, podContainers);
  await serveRemoteCommand(
    upgrade,
    streams,
    dialerOf(upgrade, () => runtime.attach({ containerId, ...streams })),
  );
}

export async function servePodPortForward(
  upgrade: ClientUpgrade,
  request: StreamRequest,
  { podContainers, runtime }: StreamDependencies,
): Promise<void> {
  const { namespace, podName, query } = request;
  const pod = podContainers.pod(namespace, podName);
  if (!pod || (request.podUid && request.podUid !== pod.metadata.uid)) {
    throw new RequestError(404, "pod does not exist");
  }
  const podSandboxId = await podContainers.sandboxId(namespace, podName);
  if (podSandboxId === undefined) throw new RequestError(500, "pod is not running");
  const port = [...query.getAll("port"), ...query.getAll("ports")].map(portNumber);
  await servePortForward(
    upgrade,
    port,
    dialerOf(upgrade, () => runtime.portForward({ podSandboxId, port })),
  );
}

function dialerOf(upgrade: ClientUpgrade, url: () => Promise<string>): DialSpdy {
  return async (streamProtocols) => {
    const gone = new AbortController();
    const abort = (): void => gone.abort(new Error("The client is gone"));
    upgrade.socket.once("close", abort);
    try {
      return await dialUpgrade({
        url: await url(),
        method: "POST",
        headers: spdyRequestHeaders(streamProtocols),
        signal: gone.signal,
      });
    } finally {
      upgrade.socket.off("close", abort);
    }
  };
}

export async function runningContainer(
  request: StreamRequest,
  podContainers: PodContainers,
): Promise<string> {
  const { namespace, podName, podUid, containerName } = request;
  if (!podContainers.pod(namespace, podName)) throw new RequestError(404, "pod does not exist");
  const location = await podContainers.container(namespace, podName, containerName, {
    ...(podUid ? { podUid } : {}),
  });
  if (location?.state !== "running" || location.containerId === undefined) {
    throw new RequestError(500, `container not found ("${containerName}")`);
  }
  return location.containerId;
}

function streamsOf(query: URLSearchParams): RemoteCommandStreams {
  const isOn = (name: string): boolean => ["1", "true"].includes(query.get(name) ?? "");
  const tty = isOn("tty");
  // A terminal has one output.
  const streams = {
    stdin: isOn("input"),
    stdout: isOn("output"),
    stderr: isOn("error") && !tty,
    tty,
  };
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw new RequestError(400, "you must specify at least 1 of stdin, stdout, stderr");
  }
  return streams;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new RequestError(400, `invalid port "${text}"`);
}
