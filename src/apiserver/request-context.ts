// Facts about one request, parsed once by the first filters and carried to everything behind them.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { UserInfo } from "./authentication/user-info.ts";

export type Verb =
  | "get"
  | "list"
  | "watch"
  | "create"
  | "update"
  | "patch"
  | "delete"
  | "deletecollection"
  /** Subresources that hold a connection (exec, proxy ...). RBAC sees get or create. */
  | "connect"
  /** Non-resource requests: the lower-case HTTP method. */
  | "post"
  | "put"
  | "head"
  | "options";

/** What a URL asks for; RBAC, admission and audit read it. */
export interface RequestInfo {
  isResourceRequest: boolean;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  verb: Verb;
  /** "api" or "apis". */
  apiPrefix: string;
  group: string;
  version: string;
  namespace: string;
  resource: string;
  subresource: string;
  name: string;
}

/** A request as the handlers see it, by HTTP/1.1, HTTP/2 or the in-process transport. */
export interface ApiRequest {
  method: string;
  /** With the query, as sent. */
  url: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The whole body; rejects with a 413 StatusError past the limit. Read at most once. */
  readBody(limitBytes: number): Promise<Uint8Array>;
  /** Aborted when the client goes away or the server shuts down. */
  signal: AbortSignal;
  remoteAddress: string;
  /** DER of the client's certificate when TLS asked for one and the client showed it (unverified chain excluded). */
  /**
   * Present when the client asked to upgrade. Who takes the socket answers on it and does not use
   * the response; who leaves it answers as usual and the connection is closed behind the answer.
   */
  readonly upgrade?: Upgrade;
  clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
}

/** A connection whose client asked for another protocol (SPDY/3.1, websocket). */
export interface Upgrade {
  socket: Duplex;
  /** What the client has sent already behind its request. */
  head: Buffer;
  /** The request as Node read it, for libraries that answer the upgrade themselves. */
  message: IncomingMessage;
}

export interface ApiResponse {
  readonly headersSent: boolean;
  /** What was sent; 0 or absent before. */
  readonly status?: number;
  setHeader(name: string, value: string): void;
  /** Sends head and body at once. */
  send(status: number, body: Uint8Array | string | readonly Uint8Array[]): void;
  /** Starts a stream; `write` gives false when the client reads slower than it is sent to. */
  startStream(status: number): ResponseStream;
}

export interface ResponseStream {
  write(chunk: Uint8Array | string): boolean;
  /** Bytes accepted by write but not yet handed to the network. */
  readonly bufferedBytes: number;
  onDrain(callback: () => void): void;
  end(): void;
  /** Cuts the connection without a proper end. */
  destroy(): void;
}

export interface RequestContext {
  readonly request: ApiRequest;
  readonly response: ApiResponse;
  readonly info: RequestInfo;
  /** Set by the authentication filter. */
  user: UserInfo;
  /** Milliseconds, monotonic, when the request arrived. */
  readonly startMilliseconds: number;
  readonly auditId: string;
  /** Warning headers to send; see https://kubernetes.io/blog/2020/09/03/warnings/ */
  warnings: string[];
}

export type Handler = (context: RequestContext) => Promise<void>;
