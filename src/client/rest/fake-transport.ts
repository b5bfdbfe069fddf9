// A transport whose answers a test writes.
import { Buffer } from "node:buffer";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

export interface FakeResponse {
  status?: number;
  headers?: Record<string, string>;
  /** A JSON value, or the chunks of a stream. */
  body?: unknown;
  chunks?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export class FakeTransport implements Transport {
  /** What was asked, oldest first. */
  readonly requests: TransportRequest[] = [];
  readonly #answer: (request: TransportRequest) => FakeResponse | Promise<FakeResponse>;

  constructor(answer: (request: TransportRequest) => FakeResponse | Promise<FakeResponse>) {
    this.#answer = answer;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    request.signal?.throwIfAborted();
    this.requests.push(request);
    const { status = 200, headers = {}, body, chunks } = await this.#answer(request);
    return { status, headers, body: chunks ? fromChunks(chunks) : fromJson(body) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function* fromJson(body: unknown): AsyncGenerator<Uint8Array> {
  if (body !== undefined) yield Buffer.from(JSON.stringify(body));
}

async function* fromChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
