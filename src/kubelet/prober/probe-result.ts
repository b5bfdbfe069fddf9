// Runs one probe of each kind. https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Container, Pod, Probe } from "#api/core/v1";
import { type ContainerRuntime, RuntimeError } from "#cri";

export interface ProbeOutcome {
  result: "success" | "failure" | "warning";
  /** As in the Unhealthy event: "HTTP probe failed with statuscode: 500". */
  output: string;
}

export interface ProbeTarget {
  pod: Pod;
  container: Container;
  containerId: string;
  podIP: string | undefined;
}

export interface ProbeRunner {
  run(probe: Probe, target: ProbeTarget, signal: AbortSignal): Promise<ProbeOutcome>;
}

const maximumBodyBytes = 10 * 1024;
const success: ProbeOutcome = { result: "success", output: "" };
const failure = (output: string): ProbeOutcome => ({ result: "failure", output });

export class NodeProbeRunner implements ProbeRunner {
  readonly #runtime: ContainerRuntime;

  constructor(runtime: ContainerRuntime) {
    this.#runtime = runtime;
  }

  async run(probe: Probe, target: ProbeTarget, signal: AbortSignal): Promise<ProbeOutcome> {
    const timeoutSeconds = probe.timeoutSeconds ?? 1;
    if (probe.exec) return this.#exec(probe.exec.command ?? [], target, { timeoutSeconds, signal });
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    if (probe.httpGet) return httpProbe(probe.httpGet, target, limited);
    if (probe.tcpSocket) return tcpProbe(probe.tcpSocket, target, limited);
    return failure("the probe names no handler that this node supports");
  }

  async #exec(
    command: string[],
    target: ProbeTarget,
    options: { timeoutSeconds: number; signal: AbortSignal },
  ): Promise<ProbeOutcome> {
    try {
      const { stdout, stderr, exitCode } = await this.#runtime.execSync(
        target.containerId,
        command,
        options.timeoutSeconds,
        { signal: options.signal },
      );
      if (exitCode === 0) return success;
      const output = Buffer.concat([stdout, stderr]).toString("utf8");
      return failure(output.slice(0, maximumBodyBytes));
    } catch (error) {
      if (options.signal.aborted) throw error;
      const isTimeout = error instanceof RuntimeError && error.code === "deadline-exceeded";
      const quoted = JSON.stringify(command.join(" "));
      return failure(
        isTimeout
          ? `command timed out: ${quoted} timed out after ${options.timeoutSeconds}s`
          : (error as Error).message,
      );
    }
  }
}

/** A port by number or by the name of one of the container's ports. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === "number") return port;
  return (
    container.ports?.find((one) => one.name === port)?.containerPort ??
    (/^\d+$/.test(port) ? Number(port) : undefined)
  );
}

type HttpGet = NonNullable<Probe["httpGet"]>;

export interface HttpAnswer {
  status: number;
  body: string;
}

/** A GET as probes and hooks do it: certificates are not checked. Rejects when no answer comes. */
export function httpGet(
  action: HttpGet,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const port = resolvePort(action.port, target.container);
  if (port === undefined)
    return Promise.reject(new Error(`couldn't find port: ${String(action.port)}`));
  const host = action.host || target.podIP || "";
  const headers: Record<string, string> = {
    "User-Agent": "kube-probe/1.36",
    Accept: "*/*",
    Connection: "close",
  };
  for (const { name, value } of action.httpHeaders ?? []) headers[name] = value;
  const send = action.scheme === "HTTPS" ? httpsRequest : httpRequest;
  const options = {
    host,
    port,
    path: action.path || "/",
    headers,
    signal,
    rejectUnauthorized: false,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        if (length < maximumBodyBytes) chunks.push(chunk);
        length += chunk.length;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString("utf8").slice(0, maximumBodyBytes),
        }),
      );
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end();
  });
}

function describeFailure(error: unknown, signal: AbortSignal, url: string): string {
  const reason = signal.aborted
    ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    : (error as Error).message;
  return `Get "${url}": ${reason}`;
}

async function httpProbe(
  action: HttpGet,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  const port = resolvePort(action.port, target.container);
  const url = `${(action.scheme ?? "HTTP").toLowerCase()}://${action.host || target.podIP}:${port ?? action.port}${action.path || "/"}`;
  try {
    const { status } = await httpGet(action, target, signal);
    if (status >= 200 && status < 400) return success;
    return failure(`HTTP probe failed with statuscode: ${status}`);
  } catch (error) {
    return failure(describeFailure(error, signal, url));
  }
}

function tcpProbe(
  action: NonNullable<Probe["tcpSocket"]>,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  const port = resolvePort(action.port, target.container);
  const host = action.host || target.podIP || "";
  if (port === undefined)
    return Promise.resolve(failure(`couldn't find port: ${String(action.port)}`));
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (outcome: ProbeOutcome): void => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => finish(failure(`dial tcp ${host}:${port}: i/o timeout`));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => finish(success));
    socket.once("error", (error) => finish(failure(`dial tcp ${host}:${port}: ${error.message}`)));
  });
}
