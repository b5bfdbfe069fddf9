// The kubelet's own HTTPS server (port 10250): logs, exec, attach, port-forward, pods, metrics.
// The API server is its main client.
// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { StatusError } from "#apimachinery";
import { assert, type Clock } from "#base";
import type { Logger } from "#component-base";
import type { ContainerRuntime } from "#cri";
import { closeSoon, UpgradeRefused } from "#streaming";
import type { PodContainers } from "../interfaces.ts";
import {
  type AuthenticateToken,
  type AuthorizeUser,
  authenticate,
  requiredAttributes,
} from "./authorization.ts";
import { ContainerStops } from "./container-stops.ts";
import { RequestError } from "./request-error.ts";
import { serveContainerLog } from "./serve-container-log.ts";
import { serveRun } from "./serve-run.ts";
import {
  type StreamRequest,
  serveAttach,
  serveExec,
  servePodPortForward,
} from "./serve-streams.ts";

/** PEM texts. */
export interface ExecServerTls {
  certificate: string;
  key: string;
  clientCertificateAuthority: string;
}

export interface ExecServerDependencies {
  clock: Clock;
  log: Logger;
  runtime: ContainerRuntime;
  podContainers: PodContainers;
  nodeName: string;
  /** Where to listen; port 0 takes a free one. */
  address: { host: string; port: number };
  tls: ExecServerTls;
  authenticateToken: AuthenticateToken;
  authorize: AuthorizeUser;
  /** The text of /metrics and below ("/metrics/cadvisor"); undefined: there is no such page. */
  metrics?(path: string): Promise<string | undefined>;
  /** The object of /stats/summary. */
  statsSummary?(): Promise<unknown>;
}

const headersTimeoutMilliseconds = 10_000;
const commands = { exec: serveExec, attach: serveAttach };

export class ExecServer {
  readonly #dependencies: ExecServerDependencies;
  readonly #server: Server;
  readonly #stops: ContainerStops;
  readonly #sockets = new Set<Duplex>();

  constructor(dependencies: ExecServerDependencies) {
    this.#dependencies = dependencies;
    this.#stops = new ContainerStops(dependencies.runtime, dependencies.clock);
    this.#server = createServer({
      ...secureContext(dependencies.tls),
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      headersTimeout: headersTimeoutMilliseconds,
    });
    this.#server.on("request", (message, response) => void this.#onRequest(message, response));
    this.#server.on(
      "upgrade",
      (message, socket, head) => void this.#onUpgrade(message, socket, head),
    );
    this.#server.on("secureConnection", (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("tlsClientError", () => {});
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.#server.address() as AddressInfo | null;
    assert(address, "The exec server does not listen");
    return address.port;
  }

  async start(): Promise<void> {
    const { host, port } = this.#dependencies.address;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#server.on("error", (error) => {
      this.#dependencies.log.error("Exec server failed", { error });
    });
    this.#stops.start();
  }

  /** Cuts what runs; the clients see the end of their connection. */
  async stop(): Promise<void> {
    this.#stops.stop();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** New connections see the new certificate. */
  reloadTls(tls: ExecServerTls): void {
    this.#server.setSecureContext(secureContext(tls));
  }

  async #onRequest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {});
    try {
      const url = parseUrl(message);
      await this.#check(message, url.pathname);
      await this.#serve(message, response, url);
    } catch (error) {
      const { status, text } = this.#describe(error, message);
      if (response.headersSent) response.destroy();
      else response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
    }
  }

  async #onUpgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const url = parseUrl(message);
      await this.#check(message, url.pathname);
      await this.#serveUpgrade({ message, socket, head }, url);
    } catch (error) {
      const { status, text } = this.#describe(error, message);
      if (socket.destroyed || socket.writableEnded) return;
      socket.write(
        `HTTP/1.1 ${status} ${status}\r\ncontent-type: text/plain; charset=utf-8\r\n` +
          `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
      closeSoon(socket);
    }
  }

  async #check(message: IncomingMessage, path: string): Promise<void> {
    const { nodeName, authenticateToken, authorize } = this.#dependencies;
    const user = await authenticate(message, authenticateToken);
    if (!user) throw new RequestError(401, "Unauthorized");
    const wanted = requiredAttributes(message.method ?? "GET", path, nodeName);
    for (const attributes of wanted) {
      if ((await authorize(user, attributes)).allowed) return;
    }
    const verb = wanted[0]?.verb ?? "";
    const subresources = wanted.map(({ subresource }) => subresource).join(" ");
    throw new RequestError(
      403,
      `Forbidden (user=${user.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources}])`,
    );
  }

  async #serve(message: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { podContainers, runtime, clock, metrics, statsSummary } = this.#dependencies;
    const [first = "", ...rest] = segments(url.pathname);
    const method = message.method ?? "GET";
    const isRead = method === "GET" || method === "HEAD";
    if (first === "healthz" && isRead) return sendText(response, "ok");
    if (first === "pods" && isRead) {
      const list = { kind: "PodList", apiVersion: "v1", metadata: {}, items: podContainers.pods() };
      return sendJson(response, list);
    }
    if (first === "containerLogs" && rest.length === 3 && isRead) {
      const [namespace = "", podName = "", containerName = ""] = rest;
      const request = { namespace, podName, containerName, query: url.searchParams };
      const dependencies = { podContainers, stops: this.#stops, now: () => clock.now() };
      return serveContainerLog(request, response, dependencies);
    }
    if (first === "run" && method === "POST") {
      return serveRun(streamRequest(rest, url), response, { podContainers, runtime });
    }
    if (first === "metrics" && isRead) {
      const text = await metrics?.(url.pathname);
      if (text !== undefined) return sendText(response, text);
    }
    if (first === "stats" && isRead) {
      if (statsSummary && rest[0] === "summary") return sendJson(response, await statsSummary());
      throw new RequestError(404, "This kubelet does not serve statistics");
    }
    if (["exec", "attach", "portForward"].includes(first)) {
      throw new RequestError(400, "Upgrade request required");
    }
    throw new RequestError(404, "404 page not found");
  }

  async #serveUpgrade(
    upgrade: { message: IncomingMessage; socket: Duplex; head: Buffer },
    url: URL,
  ): Promise<void> {
    const [first = "", ...rest] = segments(url.pathname);
    const dependencies = this.#dependencies;
    if (first === "portForward" && (rest.length === 2 || rest.length === 3)) {
      const [namespace = "", podName = "", podUid] = rest;
      const request = { namespace, podName, containerName: "", query: url.searchParams };
      const target = podUid === undefined ? request : { ...request, podUid };
      return servePodPortForward(upgrade, target, dependencies);
    }
    if (first === "exec" || first === "attach") {
      return commands[first](upgrade, streamRequest(rest, url), dependencies);
    }
    throw new RequestError(404, "404 page not found");
  }

  #describe(error: unknown, message: IncomingMessage): { status: number; text: string } {
    if (error instanceof RequestError) return { status: error.status, text: error.message };
    if (error instanceof UpgradeRefused) return { status: error.status, text: error.message };
    if (error instanceof StatusError) return { status: error.code, text: error.message };
    this.#dependencies.log.error("Kubelet request failed", { error, path: message.url });
    return { status: 500, text: (error as Error).message };
  }
}

function secureContext(tls: ExecServerTls): { cert: string; key: string; ca: string } {
  return { cert: tls.certificate, key: tls.key, ca: tls.clientCertificateAuthority };
}

function parseUrl(message: IncomingMessage): URL {
  try {
    return new URL(message.url ?? "/", "https://kubelet");
  } catch (error) {
    throw new RequestError(400, "The path cannot be read", { cause: error });
  }
}

function segments(path: string): string[] {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch (error) {
    throw new RequestError(400, "The path is not properly percent-encoded", { cause: error });
  }
}

/** NAMESPACE/POD/CONTAINER or NAMESPACE/POD/UID/CONTAINER. */
function streamRequest(parts: readonly string[], url: URL): StreamRequest {
  const [namespace = "", podName = ""] = parts;
  const containerName = parts[parts.length - 1] ?? "";
  const request = { namespace, podName, containerName, query: url.searchParams };
  if (parts.length === 3) return request;
  if (parts.length === 4) return { ...request, podUid: parts[2] ?? "" };
  throw new RequestError(404, "404 page not found");
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(text);
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
