// Drives an HTTP/2 server over TLS with so many clients at once, each of which sends its next
// request when the former one is answered. The same for the API server and for its floor, a raw
// server.

import { once } from "node:events";
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";
import { percentile } from "./measurements.ts";
import type { Target } from "./server-process.ts";

export interface LoadRequest {
  headers: OutgoingHttpHeaders;
  body?: string;
}

export interface Load {
  perSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  bytesPerAnswer: number;
}

const clientsPerConnection = 32;
const streamWindowBytes = 16 * 2 ** 20;
const connectionWindowBytes = 64 * 2 ** 20;

export async function openSession(target: Target): Promise<ClientHttp2Session> {
  const session = connect(target.url, {
    ...target.tls,
    settings: { enablePush: false, initialWindowSize: streamWindowBytes },
    maxSessionMemory: 512,
  });
  await once(session, "connect");
  session.setLocalWindowSize(connectionWindowBytes);
  return session;
}

/** Resolves with the answer's size once all of it has come. Rejects unless it is a success. */
export function send(
  session: ClientHttp2Session,
  { headers, body }: LoadRequest,
  onData?: (chunk: Buffer) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let status = 0;
    let bytes = 0;
    stream.on("response", (answer) => {
      status = answer[":status"] ?? 0;
    });
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      onData?.(chunk);
    });
    stream.on("end", () => {
      if (status < 300) resolve(bytes);
      else reject(new Error(`${headers[":method"]} ${headers[":path"]}: ${status}`));
    });
    stream.on("error", reject);
    if (body !== undefined) stream.end(body);
  });
}

/** `make` gives the next request of a client. */
export async function drive(
  target: Target,
  make: (client: number, round: number) => LoadRequest,
  { clients, milliseconds }: { clients: number; milliseconds: number },
): Promise<Load> {
  const count = Math.ceil(clients / clientsPerConnection);
  const sessions = await Promise.all(Array.from({ length: count }, () => openSession(target)));
  const latencies: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const run = async (client: number): Promise<void> => {
    const session = sessions[client % count] as ClientHttp2Session;
    for (let round = 0; performance.now() - start < milliseconds; round++) {
      const sent = performance.now();
      bytes += await send(session, make(client, round));
      latencies.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  } finally {
    for (const session of sessions) session.destroy();
  }
  return {
    perSecond: (latencies.length * 1000) / (performance.now() - start),
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    bytesPerAnswer: bytes / latencies.length,
  };
}
