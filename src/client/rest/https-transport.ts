// The API server over HTTP/2 and TLS. Requests share connections; a connection that breaks is
// replaced by the next request. Credentials are asked for anew, so that rotation needs no restart.
import http2 from "node:http2";
import { type Clock, systemClock } from "#base";
import { type Http2Connection, openConnection } from "./http2-connection.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

/** PEM texts. */
export interface ClientCertificate {
  certificate: string;
  key: string;
}

export interface HttpsTransportOptions {
  /** "https://127.0.0.1:6443"; a path in it is put before every request's path. */
  server: string;
  /** PEM bundle; absent: the certificates that Node trusts. */
  certificateAuthority?: string;
  /** The name that the server's certificate must have, where it is not the URL's host. */
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  /** Asked for each new connection. */
  clientCertificate?: () => ClientCertificate | undefined | Promise<ClientCertificate | undefined>;
  /** Asked for each request. */
  token?: () => string | undefined | Promise<string | undefined>;
  clock?: Clock;
  connectTimeoutMilliseconds?: number;
  /** From the request to the response's headers. */
  responseTimeoutMilliseconds?: number;
  /** A connection that has been silent so long is pinged; no answer within half of it closes it. */
  silenceMilliseconds?: number;
}

/** Each opens one connection, which the requests that wait for it fill. */
const maxConnectAttempts = 1000;

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS } = http2.constants;

export class HttpsTransport implements Transport {
  readonly #options: HttpsTransportOptions;
  readonly #clock: Clock;
  readonly #origin: URL;
  readonly #pathPrefix: string;
  #connections: Http2Connection[] = [];
  #opening: Promise<Http2Connection> | undefined;
  #isClosed = false;

  constructor(options: HttpsTransportOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#origin = new URL(options.server);
    this.#pathPrefix = this.#origin.pathname.replace(/\/$/, "");
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    request.signal?.throwIfAborted();
    const token = await this.#options.token?.();
    const headers: http2.OutgoingHttpHeaders = {
      ...request.headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      [HTTP2_HEADER_METHOD]: request.method,
      [HTTP2_HEADER_PATH]: this.#pathPrefix + request.path,
    };
    for (let attempt = 0; ; attempt++) {
      let connection = await this.#connection();
      while (!connection.hasRoom) connection = await this.#connection();
      request.signal?.throwIfAborted();
      try {
        return await this.#exchange(connection, headers, request);
      } catch (error) {
        // The server went away between two requests and never saw this one.
        if (attempt > 0 || !isRefused(error)) throw error;
        this.#drop(connection);
      }
    }
  }

  /** New requests use new connections, with credentials asked for anew; present ones finish. */
  reconnect(): void {
    for (const connection of this.#connections) connection.session.close();
    this.#connections = [];
  }

  /** Ends all requests in progress. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const connections = this.#connections;
    this.#connections = [];
    for (const connection of connections) connection.session.destroy();
    await this.#opening?.then(
      (connection) => connection.session.destroy(),
      () => {},
    );
  }

  /** A connection with room. Start the request at once: others take room as well. */
  async #connection(): Promise<Http2Connection> {
    for (let attempt = 0; attempt < maxConnectAttempts; attempt++) {
      if (this.#isClosed) throw new Error("Transport is closed");
      const free = this.#connections.find((connection) => connection.hasRoom);
      if (free) return free;
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined;
      });
      await this.#opening;
    }
    throw new Error(`Connections to ${this.#origin.host} take no requests`);
  }

  async #open(): Promise<Http2Connection> {
    const { clientCertificate, connectTimeoutMilliseconds, ...options } = this.#options;
    const certificate = await clientCertificate?.();
    const connection = await openConnection(this.#origin, {
      clock: this.#clock,
      connectTimeoutMilliseconds: connectTimeoutMilliseconds ?? 10_000,
      silenceMilliseconds: options.silenceMilliseconds ?? 30_000,
      tls: {
        ...(options.certificateAuthority ? { ca: options.certificateAuthority } : {}),
        ...(options.tlsServerName ? { servername: options.tlsServerName } : {}),
        ...(options.insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
        ...(certificate ? { cert: certificate.certificate, key: certificate.key } : {}),
      },
    });
    connection.session.once("close", () => this.#drop(connection));
    connection.session.once("goaway", () => this.#drop(connection));
    this.#connections.push(connection);
    return connection;
  }

  #drop(connection: Http2Connection): void {
    this.#connections = this.#connections.filter((other) => other !== connection);
    connection.session.close();
  }

  #exchange(
    connection: Http2Connection,
    headers: http2.OutgoingHttpHeaders,
    request: TransportRequest,
  ): Promise<TransportResponse> {
    return new Promise((resolve, reject) => {
      const { signal, body } = request;
      const stream = connection.open(headers, body === undefined, signal);
      const timer = this.#clock.after(this.#options.responseTimeoutMilliseconds ?? 70_000, () =>
        stream.destroy(new Error(`No response to ${request.method} ${request.path} in time`)),
      );
      const fail = (error?: Error): void => {
        timer.cancel();
        const reason = error ?? stream.session?.destroyed;
        reject(
          signal?.aborted
            ? signal.reason
            : reason instanceof Error
              ? reason
              : new Error(`Connection to ${this.#origin.host} closed before a response came`),
        );
      };
      stream.once("error", fail);
      stream.once("close", () => fail());
      stream.once("response", (incoming) => {
        timer.cancel();
        resolve({
          status: Number(incoming[HTTP2_HEADER_STATUS]),
          headers: plainHeaders(incoming),
          body: readStream(stream, signal),
        });
      });
      if (body !== undefined) stream.end(body);
    });
  }
}

async function* readStream(
  stream: http2.ClientHttp2Stream,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
    if (stream.readableAborted || stream.rstCode)
      throw new Error("Connection closed in the middle of a response");
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

function plainHeaders(incoming: http2.IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (name.startsWith(":") || value === undefined) continue;
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    code === "ERR_HTTP2_GOAWAY_SESSION" ||
    code === "ERR_HTTP2_INVALID_SESSION" ||
    (code === "ERR_HTTP2_STREAM_ERROR" && error.message.includes("NGHTTP2_REFUSED_STREAM"))
  );
}
