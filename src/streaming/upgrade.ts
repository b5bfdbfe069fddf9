// Connections that leave HTTP/1.1 for another protocol: the client's side as a server got it, and
// our own request to a server behind. An answer other than 101 ends the connection: nothing that
// the client sends later may reach a server that still reads HTTP (CVE-2018-1002105).
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { checkServerIdentity, type PeerCertificate } from "node:tls";

/** A connection whose client asked for another protocol. */
export interface ClientUpgrade {
  socket: Duplex;
  /** What the client has sent already behind its request. */
  head: Buffer;
  message: IncomingMessage;
}

/** A server that we are a client of. PEM texts. */
export interface UpstreamTls {
  certificateAuthority: string;
  certificate?: string;
  key?: string;
  /** The server's certificate must be for one of them. Absent: for the URL's host. */
  serverNames?: readonly string[];
  /** The client has asked not to verify the server's certificate. */
  skipVerification?: boolean;
}

export interface UpstreamRequest {
  /** http or https. */
  url: string;
  method: string;
  headers: Readonly<Record<string, string | readonly string[]>>;
  /** For https; absent: the server's certificate is not verified (as for a proxy to pods). */
  tls?: UpstreamTls;
  signal?: AbortSignal;
}

export interface UpgradedConnection {
  socket: Duplex;
  head: Buffer;
  /** Of the 101 answer; lower-case names. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The server behind did not follow: its answer. */
export class UpgradeRefused extends Error {
  override name = "UpgradeRefused";
  readonly status: number;
  readonly contentType: string;
  readonly body: string;

  constructor(status: number, contentType: string, body: string) {
    super(body.trim() || `The server answered ${status}`);
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }
}

const maxRefusalBytes = 64 * 1024;
export const keepAliveMilliseconds = 30_000;
const connectTimeoutMilliseconds = 30_000;

/** Node's request to a server, on a connection of its own. The caller listens and calls end. */
export function openUpstreamRequest(request: UpstreamRequest): ClientRequest {
  const { tls } = request;
  const options = {
    method: request.method,
    headers: request.headers as Record<string, string | string[]>,
    agent: false as const,
    ...(request.signal ? { signal: request.signal } : {}),
  };
  if (request.url.startsWith("http:")) return guarded(httpRequest(request.url, options));
  const sent = httpsRequest(request.url, {
    ...options,
    ...(tls
      ? {
          ca: tls.certificateAuthority,
          ...(tls.certificate ? { cert: tls.certificate } : {}),
          ...(tls.key ? { key: tls.key } : {}),
          ...(tls.skipVerification ? { rejectUnauthorized: false } : {}),
          ...(tls.serverNames ? { checkServerIdentity: identityOf(tls.serverNames) } : {}),
        }
      : { rejectUnauthorized: false }),
  });
  return guarded(sent);
}

/** Gives up a connection that is not made in time; notices a server that is gone silently. */
function guarded(sent: ClientRequest): ClientRequest {
  sent.setSocketKeepAlive(true, keepAliveMilliseconds);
  sent.once("socket", (socket) => {
    if (!socket.connecting) return;
    const giveUp = (): void => {
      sent.destroy(new Error("i/o timeout"));
    };
    socket.setTimeout(connectTimeoutMilliseconds, giveUp);
    socket.once("connect", () => {
      socket.off("timeout", giveUp);
      socket.setTimeout(0);
    });
  });
  return sent;
}

function identityOf(
  names: readonly string[],
): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (_host, certificate) => {
    const failures = names.map((name) => checkServerIdentity(name, certificate));
    return failures.includes(undefined) ? undefined : failures[0];
  };
}

/** Resolves with the connection after a 101; rejects with UpgradeRefused for any other answer. */
export function dialUpgrade(request: UpstreamRequest): Promise<UpgradedConnection> {
  return new Promise((resolve, reject) => {
    const sent = openUpstreamRequest(request);
    sent.on("error", reject);
    sent.once("upgrade", (message, socket, head) => {
      socket.on("error", () => socket.destroy());
      keepAlive(socket);
      resolve({ socket, head, headers: message.headers });
    });
    sent.once("response", (message) => {
      readRefusal(message).then((body) => {
        sent.destroy();
        reject(
          new UpgradeRefused(
            message.statusCode ?? 502,
            message.headers["content-type"] ?? "",
            body,
          ),
        );
      }, reject);
    });
    sent.end();
  });
}

async function readRefusal(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > maxRefusalBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxRefusalBytes).toString();
}

export function keepAlive(socket: Duplex): void {
  const { setKeepAlive, setNoDelay } = socket as Partial<import("node:net").Socket>;
  setKeepAlive?.call(socket, true, keepAliveMilliseconds);
  setNoDelay?.call(socket, true);
}

/** Values of a header that was sent several times or as a list. */
export function headerValues(message: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    if (message.rawHeaders[at]?.toLowerCase() !== name) continue;
    for (const part of (message.rawHeaders[at + 1] ?? "").split(",")) {
      if (part.trim() !== "") values.push(part.trim());
    }
  }
  return values;
}

/** The protocol asked for, in lower case: "spdy/3.1", "websocket". */
export function upgradeProtocol(message: IncomingMessage): string {
  return (message.headers["upgrade"] ?? "").toLowerCase();
}

/** The 101 that tells the client that the protocol changes now. */
export function writeSwitchingProtocols(
  socket: Duplex,
  headers: readonly (readonly [string, string])[],
): void {
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, " ")}\r\n`);
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
}
