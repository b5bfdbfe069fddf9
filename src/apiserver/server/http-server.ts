// The sockets of the API server: HTTP/2 and HTTP/1.1 over TLS on one port, on any number of
// addresses and inherited file descriptors. Client certificates are asked for, never required; the
// authenticators judge them. Certificates can be changed while it runs.
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { Clock } from "#base";
import type { Logger } from "#component-base";
import type { ApiRequest, ApiResponse } from "../request-context.ts";
import { Http1Request, Http1Response } from "./http1-exchange.ts";
import { Http2Request, Http2Response } from "./http2-exchange.ts";
import { UpgradeResponse } from "./upgrade-response.ts";

/** PEM texts. */
export interface TlsMaterial {
  certificate: string;
  key: string;
  /** Certificate authorities of client certificates. */
  clientCertificateAuthorities: string;
}

export type ListenAddress = { host: string; port: number } | { fd: number };

export interface HttpServerOptions {
  tls: TlsMaterial;
  clock: Clock;
  log: Logger;
  onRequest(request: ApiRequest, response: ApiResponse): void;
}

interface Connection {
  remoteAddress: string;
  clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
}

const maxHeaderBytes = 64 * 1024;
const maxConcurrentStreams = 1_000;
const maxHeaderPairs = 200;
/** A stream's share of what may be on its way to the server; bodies are small. */
const streamWindowBytes = 1024 * 1024;
const connectionWindowBytes = 4 * 1024 * 1024;
const keepAliveMilliseconds = 30_000;
const headersTimeoutMilliseconds = 32_000;
/** A client that resets more streams than these is cut off (CVE-2023-44487). */
const resetLimit = 1_000;
const resetWindowMilliseconds = 10_000;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #servers = new Set<Http2SecureServer>();
  readonly #sessions = new Set<Http2Session>();
  readonly #sockets = new Set<Duplex>();
  #tls: TlsMaterial;
  #stopping = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#tls = options.tls;
  }

  /** Starts a listener; resolves with the port (0 for a descriptor that is not TCP). */
  async listen(address: ListenAddress): Promise<number> {
    const server = this.#makeServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      const listening = (): void => {
        server.off("error", reject);
        resolve();
      };
      if ("fd" in address) server.listen({ fd: address.fd }, listening);
      else server.listen({ host: address.host, port: address.port, backlog: 1_024 }, listening);
    });
    server.on("error", (error) => this.#options.log.error("Listener failed", { error }));
    this.#servers.add(server);
    const bound = server.address() as AddressInfo | string | null;
    return typeof bound === "object" && bound ? bound.port : 0;
  }

  /** New connections see the new certificate; those that are open go on. */
  reloadTls(tls: TlsMaterial): void {
    this.#tls = tls;
    for (const server of this.#servers) server.setSecureContext(secureContext(tls));
  }

  /** Takes no more connections, lets answers under way finish, then cuts what is left. */
  async stop(graceMilliseconds: number): Promise<void> {
    this.#stopping = true;
    const closed = [...this.#servers].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    for (const session of this.#sessions) session.close();
    const timer = this.#options.clock.after(graceMilliseconds, () => this.#cut());
    await Promise.all(closed);
    timer.cancel();
    this.#cut();
    this.#servers.clear();
  }

  #cut(): void {
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  #makeServer(): Http2SecureServer {
    const server = createSecureServer({
      ...secureContext(this.#tls),
      allowHTTP1: true,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      maxSessionMemory: 64,
      maxHeaderListPairs: maxHeaderPairs,
      unknownProtocolTimeout: 10_000,
      streamResetBurst: resetLimit,
      streamResetRate: resetLimit / (resetWindowMilliseconds / 1000),
      settings: {
        maxConcurrentStreams,
        maxHeaderListSize: maxHeaderBytes,
        initialWindowSize: streamWindowBytes,
        enablePush: false,
      },
    } as Parameters<typeof createSecureServer>[0]);
    Object.assign(server, { headersTimeout: headersTimeoutMilliseconds });
    server.on("session", (session) => this.#onSession(session));
    server.on("secureConnection", (socket: TLSSocket) => this.#track(socket));
    server.on("tlsClientError", () => {});
    server.on("request", (message, response) => {
      this.#onHttp1(message as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
    // Listening for requests has set up Node's compatibility layer, which wraps every stream of
    // HTTP/2 as well: it is taken off again, and streams come here as they are.
    server.removeAllListeners("stream");
    server.on("stream", (stream, headers) => {
      this.#onStream(stream, headers as Record<string, string | undefined>);
    });
    server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      const upgrade = { socket, head, message };
      const request = new Http1Request(message, connectionOf(message.socket), { upgrade });
      this.#options.onRequest(request, new UpgradeResponse(socket));
    });
    return server;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    // A peer that is gone without a word is found out, and its watches end.
    socket.setKeepAlive(true, keepAliveMilliseconds);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #onSession(session: Http2Session): void {
    if (this.#stopping) {
      session.close();
      return;
    }
    this.#sessions.add(session);
    (session as unknown as { setLocalWindowSize(bytes: number): void }).setLocalWindowSize(
      connectionWindowBytes,
    );
    session.on("error", () => session.destroy());
    session.once("close", () => this.#sessions.delete(session));
  }

  #onStream(stream: ServerHttp2Stream, headers: Record<string, string | undefined>): void {
    stream.on("error", () => {});
    const session = stream.session;
    if (!session) return;
    const request = new Http2Request(stream, headers, connectionOf(session.socket as Socket));
    this.#options.onRequest(request, new Http2Response(stream));
  }

  #onHttp1(message: IncomingMessage, response: ServerResponse): void {
    response.on("error", () => {});
    if (this.#stopping) response.setHeader("connection", "close");
    const request = new Http1Request(message, connectionOf(message.socket), { response });
    this.#options.onRequest(request, new Http1Response(response));
  }
}

function secureContext(tls: TlsMaterial): { cert: string; key: string; ca: string } {
  return { cert: tls.certificate, key: tls.key, ca: tls.clientCertificateAuthorities };
}

/** Facts of a connection do not change; they are read once. */
const connections = new WeakMap<object, Connection>();

function connectionOf(socket: Socket): Connection {
  // An HTTP/2 session shows its socket through a proxy object of its own, the same each time.
  let connection = connections.get(socket);
  if (!connection) {
    const certificate = clientCertificate(socket as TLSSocket);
    connection = {
      remoteAddress: socket.remoteAddress ?? "",
      ...(certificate ? { clientCertificate: certificate } : {}),
    };
    connections.set(socket, connection);
  }
  return connection;
}

/** The names in a client certificate that is valid and signed by one of our authorities. */
function clientCertificate(socket: TLSSocket): Connection["clientCertificate"] | undefined {
  if (!socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  if (!subject) return undefined;
  const fields = subject as unknown as Record<string, string | string[] | undefined>;
  const commonName = listOf(fields["CN"])[0];
  if (!commonName) return undefined;
  const uid = listOf(fields["1.3.6.1.4.1.57683.2"])[0];
  return { commonName, organizations: listOf(fields["O"]), ...(uid ? { uid } : {}) };
}

function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
