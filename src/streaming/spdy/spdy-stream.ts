// One stream of a SPDY session as a Duplex. Ending it ends our half only; what the peer resets ends
// for the reader after what came before, and swallows what is still written.
import { Duplex } from "node:stream";
import { resetCodes } from "./frames.ts";
import type { StreamHeaders } from "./header-blocks.ts";

/** What a stream asks of its session. */
export interface StreamCarrier {
  sendReply(stream: SpdyStream, headers: StreamHeaders): void;
  sendReset(stream: SpdyStream, code: number): void;
  /** Calls back when more may be written. */
  sendData(stream: SpdyStream, bytes: Buffer, callback: () => void): void;
  sendFin(stream: SpdyStream): void;
  /** So many bytes have been read by the stream's owner. */
  credit(stream: SpdyStream, bytes: number): void;
  drained(stream: SpdyStream): void;
  forget(stream: SpdyStream): void;
}

export const streamBufferBytes = 64 * 1024;

export class SpdyStream extends Duplex {
  readonly id: number;
  /** Those that opened the stream; names are lower case. */
  readonly headers: StreamHeaders;
  /** Resolves when the peer has accepted the stream; rejects when it refuses it or goes away. */
  readonly replied: Promise<void>;
  /** Why the peer reset the stream. */
  resetCode: number | undefined;
  /** Bytes that the peer still takes. */
  sendWindowBytes = 0;
  readonly #carrier: StreamCarrier;
  readonly #settle: { resolve(): void; reject(error: Error): void };
  #uncredited = 0;
  #readEnded = false;
  #writeEnded = false;
  #detached = false;

  constructor(carrier: StreamCarrier, id: number, headers: StreamHeaders) {
    super({
      readableHighWaterMark: streamBufferBytes,
      writableHighWaterMark: streamBufferBytes,
      emitClose: true,
    });
    this.#carrier = carrier;
    this.id = id;
    this.headers = headers;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    this.replied = promise;
    this.#settle = { resolve, reject };
    this.on("error", () => {});
  }

  /** Accepts a stream that the peer opened. */
  reply(headers: StreamHeaders = {}): void {
    this.#settle.resolve();
    if (!this.#detached) this.#carrier.sendReply(this, headers);
  }

  reset(code: number = resetCodes.cancel): void {
    if (!this.#detached) this.#carrier.sendReset(this, code);
    this.#detach();
    this.destroy();
  }

  /** For the session. */
  onReply(): void {
    this.#settle.resolve();
  }

  /** For the session. */
  onData(bytes: Buffer): void {
    if (bytes.length === 0 || this.destroyed || this.#readEnded) {
      if (bytes.length > 0) this.#carrier.credit(this, bytes.length);
      return;
    }
    this.#uncredited += bytes.length;
    if (this.push(bytes)) this.#giveCredit();
  }

  /** For the session: the peer sends nothing more. */
  onFin(): void {
    if (this.#readEnded) return;
    this.#readEnded = true;
    this.push(null);
    this.#forgetWhenDone();
  }

  /** For the session: the peer reset the stream, or the session is over. */
  onEnd(code?: number): void {
    if (code !== undefined) this.resetCode = code;
    this.#settle.reject(new Error("The stream was refused"));
    this.#detach();
    if (!this.#readEnded) {
      this.#readEnded = true;
      this.push(null);
    }
    this.emit("reset");
  }

  override _read(): void {
    this.#giveCredit();
    this.#carrier.drained(this);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (this.#detached) callback();
    else this.#carrier.sendData(this, chunk, callback);
  }

  override _final(callback: () => void): void {
    this.#writeEnded = true;
    if (!this.#detached) this.#carrier.sendFin(this);
    this.#forgetWhenDone();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#settle.reject(error ?? new Error("The stream is closed"));
    if (!this.#detached && !(this.#readEnded && this.#writeEnded)) {
      this.#carrier.sendReset(this, resetCodes.cancel);
    }
    this.#giveCredit();
    this.#detach();
    this.#carrier.drained(this);
    callback(error);
  }

  #giveCredit(): void {
    const bytes = this.#uncredited;
    this.#uncredited = 0;
    if (bytes > 0) this.#carrier.credit(this, bytes);
  }

  #forgetWhenDone(): void {
    if (this.#readEnded && this.#writeEnded) this.#detach();
  }

  #detach(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.#carrier.forget(this);
  }
}

/** What the peer sends, to its end. The stream is left as it is then: no frame is sent for it. */
export function chunksOf(stream: SpdyStream): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false });
}
