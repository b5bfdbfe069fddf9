// The answer to a request to upgrade that is not followed: plain HTTP/1.1, after which the
// connection is closed. Whoever follows the request takes the socket instead and never comes
// here.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ApiResponse, ResponseStream } from "../request-context.ts";

export class UpgradeResponse implements ApiResponse {
  readonly #socket: Duplex;
  readonly #headers = new Map<string, string>();
  status = 0;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  get headersSent(): boolean {
    return this.status !== 0;
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  send(status: number, body: Uint8Array | string | readonly Uint8Array[]): void {
    if (this.status !== 0) return;
    const chunks = (Array.isArray(body) ? body : [body]) as readonly (Uint8Array | string)[];
    const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as Uint8Array)));
    this.setHeader("content-length", String(bytes.length));
    this.#begin(status);
    this.#socket.end(bytes);
  }

  startStream(status: number): ResponseStream {
    this.#begin(status);
    const socket = this.#socket;
    return {
      get bufferedBytes() {
        return socket.writableLength;
      },
      write: (chunk) => socket.destroyed || socket.write(chunk),
      onDrain: (callback) => {
        socket.on("drain", callback);
      },
      end: () => {
        socket.end();
      },
      destroy: () => {
        socket.destroy();
      },
    };
  }

  #begin(status: number): void {
    this.status = status;
    this.setHeader("connection", "close");
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
    for (const [name, value] of this.#headers)
      lines.push(`${name}: ${value.replace(/[\r\n]/g, " ")}`);
    this.#socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  }
}
