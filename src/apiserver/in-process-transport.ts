// A Transport for components that live in the API server's process: requests enter the same handler
// chain (authorization and admission included) as a given user, without socket, TLS or framing.

import { badRequest, requestEntityTooLarge } from "#apimachinery";
import type { Transport, TransportRequest, TransportResponse } from "#client";
import type { ApiRequest, ApiResponse, ResponseStream } from "./request-context.ts";

export type HandleRequest = (request: ApiRequest, response: ApiResponse) => void;

const nothing = new Uint8Array(0);
/** What a reader may leave unread before the writer is told to wait. */
const highWaterBytes = 256 * 1024;

export class InProcessTransport implements Transport {
  readonly #handle: HandleRequest;
  readonly #open = new Set<InProcessResponse>();
  #closed = false;

  constructor(handle: HandleRequest) {
    this.#handle = handle;
  }

  request(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) return Promise.reject(new Error("The transport is closed"));
    if (request.signal?.aborted) return Promise.reject(request.signal.reason);
    return new Promise((resolve, reject) => {
      const { signal } = request;
      const abort = (): void => response.abort(signal?.reason);
      const response = new InProcessResponse(resolve, reject, () => {
        this.#open.delete(response);
        signal?.removeEventListener("abort", abort);
      });
      this.#open.add(response);
      signal?.addEventListener("abort", abort);
      this.#handle(new InProcessRequest(request, response), response);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const response of [...this.#open]) response.abort(new Error("The transport is closed"));
  }
}

class InProcessRequest implements ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress = "127.0.0.1";
  readonly #body: Uint8Array;
  readonly #response: InProcessResponse;
  #read = false;

  constructor(request: TransportRequest, response: InProcessResponse) {
    this.method = request.method;
    this.url = request.path;
    this.headers = request.headers;
    this.#body = request.body ?? nothing;
    this.#response = response;
  }

  get signal(): AbortSignal {
    return this.#response.signal;
  }

  readBody(limitBytes: number): Promise<Uint8Array> {
    if (this.#read) return Promise.reject(badRequest("The body was read already"));
    this.#read = true;
    if (this.#body.length > limitBytes) {
      return Promise.reject(requestEntityTooLarge(`limit is ${limitBytes}`));
    }
    return Promise.resolve(this.#body);
  }
}

class InProcessResponse implements ApiResponse {
  readonly #headers: Record<string, string> = {};
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #done: () => void;
  #controller: AbortController | undefined;
  #reason: unknown;
  #aborted = false;
  #finished = false;
  #stream: InProcessStream | undefined;
  status = 0;

  constructor(
    resolve: (response: TransportResponse) => void,
    reject: (reason: unknown) => void,
    done: () => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#done = done;
  }

  get headersSent(): boolean {
    return this.status !== 0;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  setHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  send(status: number, body: Uint8Array | string | readonly Uint8Array[]): void {
    if (this.status !== 0) return;
    this.status = status;
    const chunks = (Array.isArray(body) ? body : [body]) as readonly (Uint8Array | string)[];
    this.#finish();
    this.#resolve({ status, headers: this.#headers, body: chunksOf(chunks) });
  }

  startStream(status: number): ResponseStream {
    this.status = status;
    const stream = new InProcessStream(
      () => this.#finish(),
      (reason) => this.abort(reason),
    );
    this.#stream = stream;
    this.#resolve({ status, headers: this.#headers, body: stream, sharesChunks: true });
    if (this.#aborted) stream.fail(this.#reason);
    return stream;
  }

  /** The client goes away. */
  abort(reason: unknown): void {
    if (this.#aborted || this.#finished) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#done();
    this.#reject(reason);
    this.#stream?.fail(reason);
    this.#controller?.abort(reason);
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#done();
  }
}

async function* chunksOf(chunks: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

class InProcessStream implements ResponseStream, AsyncIterable<Uint8Array> {
  readonly #ended: () => void;
  readonly #left: (reason: unknown) => void;
  readonly #drainCallbacks: (() => void)[] = [];
  #queue: Uint8Array[] = [];
  #bytes = 0;
  #waiting: ((result: IteratorResult<Uint8Array>) => void) | undefined;
  #waitingReject: ((reason: unknown) => void) | undefined;
  #state: "open" | "ended" | "failed" = "open";
  #reason: unknown;
  #full = false;

  constructor(ended: () => void, left: (reason: unknown) => void) {
    this.#ended = ended;
    this.#left = left;
  }

  get bufferedBytes(): number {
    return this.#bytes;
  }

  write(chunk: Uint8Array | string): boolean {
    if (this.#state !== "open") return true;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (this.#waiting) {
      const resolve = this.#waiting;
      this.#waiting = undefined;
      resolve({ value: bytes, done: false });
      return true;
    }
    this.#queue.push(bytes);
    this.#bytes += bytes.length;
    this.#full = this.#bytes > highWaterBytes;
    return !this.#full;
  }

  onDrain(callback: () => void): void {
    this.#drainCallbacks.push(callback);
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#ended();
    this.#waiting?.({ value: undefined, done: true });
  }

  destroy(): void {
    this.fail(new Error("The server cut the stream"));
    this.#ended();
  }

  fail(reason: unknown): void {
    if (this.#state === "failed") return;
    this.#state = "failed";
    this.#reason = reason;
    this.#queue = [];
    this.#bytes = 0;
    this.#waitingReject?.(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.#left(new Error("The reader is gone"));
        return { value: undefined, done: true };
      },
    };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#queue.shift();
    if (chunk) {
      this.#bytes -= chunk.length;
      if (this.#full && this.#bytes <= highWaterBytes / 2) {
        this.#full = false;
        for (const callback of this.#drainCallbacks) callback();
      }
      return Promise.resolve({ value: chunk, done: false });
    }
    if (this.#state === "failed") return Promise.reject(this.#reason);
    if (this.#state === "ended") return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#waitingReject = reject;
    });
  }
}
