// One HTTP/1.1 request and its response, in the shape that the handlers know.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest, ApiResponse, ResponseStream, Upgrade } from "../request-context.ts";
import { readLimited } from "./body-reader.ts";

export class Http1Request implements ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress: string;
  readonly clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
  readonly upgrade?: Upgrade;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse | undefined;
  #controller: AbortController | undefined;

  constructor(
    message: IncomingMessage,
    connection: {
      remoteAddress: string;
      clientCertificate?: { commonName: string; organizations: string[]; uid?: string };
    },
    by: { upgrade?: Upgrade; response?: ServerResponse } = {},
  ) {
    const { upgrade } = by;
    this.#message = message;
    this.#response = by.response;
    if (upgrade) this.upgrade = upgrade;
    this.method = message.method ?? "GET";
    this.url = message.url ?? "/";
    this.headers = message.headers as Record<string, string | undefined>;
    this.remoteAddress = connection.remoteAddress;
    if (connection.clientCertificate) this.clientCertificate = connection.clientCertificate;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController();
      this.#controller = controller;
      const abort = (): void => controller.abort(new Error("The client is gone"));
      const { socket } = this.#message;
      if (socket.destroyed) abort();
      else socket.once("close", abort);
      // The connection may serve many requests: each takes its listener along when it is answered.
      this.#response?.once("close", () => socket.off("close", abort));
    }
    return this.#controller.signal;
  }

  readBody(limitBytes: number): Promise<Uint8Array> {
    return readLimited(this.#message, this.headers["content-length"], limitBytes);
  }
}

export class Http1Response implements ApiResponse {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get headersSent(): boolean {
    return this.#response.headersSent;
  }

  get status(): number {
    return this.#response.headersSent ? this.#response.statusCode : 0;
  }

  setHeader(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  send(status: number, body: Uint8Array | string | readonly Uint8Array[]): void {
    const response = this.#response;
    if (response.headersSent) return;
    const chunks = (Array.isArray(body) ? body : [body]) as readonly (Uint8Array | string)[];
    let length = 0;
    for (const chunk of chunks) length += Buffer.byteLength(chunk);
    response.writeHead(status, { "content-length": length });
    response.cork();
    for (const chunk of chunks) response.write(chunk);
    response.end();
    response.uncork();
  }

  startStream(status: number): ResponseStream {
    const response = this.#response;
    response.writeHead(status);
    response.flushHeaders();
    return {
      get bufferedBytes() {
        return response.writableLength;
      },
      write: (chunk) => response.destroyed || response.writableEnded || response.write(chunk),
      onDrain: (callback) => {
        response.on("drain", callback);
      },
      end: () => {
        if (!response.writableEnded) response.end();
      },
      destroy: () => {
        response.destroy();
      },
    };
  }
}
