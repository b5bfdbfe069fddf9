// One HTTP/2 request and its response, on Node's stream API: no compatibility layer, no copies.
import { constants, type ServerHttp2Stream } from "node:http2";
import type { ApiRequest, ApiResponse, ResponseStream } from "../request-context.ts";
import { readLimited } from "./body-reader.ts";

export class Http2Request implements ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress: string;
  readonly clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
  readonly #stream: ServerHttp2Stream;
  #controller: AbortController | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: Readonly<Record<string, string | undefined>>,
    connection: {
      remoteAddress: string;
      clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
    },
  ) {
    this.#stream = stream;
    this.headers = headers;
    this.method = headers[":method"] ?? "GET";
    this.url = headers[":path"] ?? "/";
    this.remoteAddress = connection.remoteAddress;
    if (connection.clientCertificate) this.clientCertificate = connection.clientCertificate;
  }

  /** Made when first asked for: most requests are answered before anybody does. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController();
      this.#controller = controller;
      const abort = (): void => controller.abort(new Error("The client is gone"));
      if (this.#stream.destroyed) abort();
      else this.#stream.once("close", abort);
    }
    return this.#controller.signal;
  }

  readBody(limitBytes: number): Promise<Uint8Array> {
    return readLimited(this.#stream, this.headers["content-length"], limitBytes);
  }
}

export class Http2Response implements ApiResponse {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: Record<string, string | number> = {};
  #status = 0;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  get headersSent(): boolean {
    return this.#status !== 0;
  }

  get status(): number {
    return this.#status;
  }

  setHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  send(status: number, body: Uint8Array | string | readonly Uint8Array[]): void {
    if (!this.#begin(status)) return;
    const stream = this.#stream;
    // A body that nobody read must not hold the stream open.
    if (stream.readableFlowing === null && !stream.endAfterHeaders) stream.resume();
    if ((stream as ServerHttp2Stream & { headRequest?: boolean }).headRequest) {
      stream.end();
      return;
    }
    if (!Array.isArray(body)) {
      stream.end(body as Uint8Array | string);
      return;
    }
    const chunks = body as readonly Uint8Array[];
    // Frames of several chunks leave together.
    stream.cork();
    for (const chunk of chunks) stream.write(chunk);
    stream.uncork();
    stream.end();
  }

  startStream(status: number): ResponseStream {
    this.#begin(status);
    return new Http2ResponseStream(this.#stream);
  }

  #begin(status: number): boolean {
    if (this.#status !== 0) return false;
    this.#status = status;
    if (this.#stream.destroyed || this.#stream.headersSent) return false;
    this.#headers[":status"] = status;
    this.#stream.respond(this.#headers);
    return true;
  }
}

class Http2ResponseStream implements ResponseStream {
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength;
  }

  write(chunk: Uint8Array | string): boolean {
    if (this.#stream.destroyed || this.#stream.writableEnded) return true;
    return this.#stream.write(chunk);
  }

  onDrain(callback: () => void): void {
    this.#stream.on("drain", callback);
  }

  end(): void {
    if (!this.#stream.destroyed && !this.#stream.writableEnded) this.#stream.end();
  }

  destroy(): void {
    if (!this.#stream.destroyed) this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}
