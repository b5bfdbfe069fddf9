// Kubernetes' channels on one WebSocket: the first byte of a message says which stream it belongs
// to. In the base64 variants messages are text: a digit and then base64. Since v5 the message 255,
// N says that stream N ends.
// https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
import type { RawData, WebSocket } from "ws";

export const closeChannel = 255;

export interface ChannelHandler {
  /** `resume` is called when more may come; give false to wait for it. */
  onMessage(channel: number, bytes: Buffer, resume: () => void): boolean;
  /** The client ends the stream (v5). */
  onEnd(channel: number): void;
  onClose(): void;
}

export class ChannelConnection {
  readonly protocol: string;
  readonly #webSocket: WebSocket;
  readonly #base64: boolean;

  constructor(webSocket: WebSocket, protocol: string) {
    this.#webSocket = webSocket;
    this.protocol = protocol;
    this.#base64 = protocol.includes("base64");
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  listen(handler: ChannelHandler): void {
    const webSocket = this.#webSocket;
    webSocket.on("message", (data: RawData) => {
      const message = this.#decode(toBuffer(data));
      if (!message) return;
      const { channel, bytes } = message;
      if (channel === closeChannel && this.protocol.startsWith("v5.")) {
        const ended = bytes[0];
        if (ended !== undefined) handler.onEnd(ended);
      } else if (!handler.onMessage(channel, bytes, () => webSocket.resume())) {
        webSocket.pause();
      }
    });
    webSocket.once("close", () => handler.onClose());
    if (!this.isOpen) handler.onClose();
  }

  /** Resolves when the message is on its way, at once when the client is gone. */
  send(channel: number, bytes: Buffer): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    const message = this.#base64
      ? `${channel}${bytes.toString("base64")}`
      : Buffer.concat([Buffer.from([channel]), bytes]);
    return new Promise((resolve) => {
      this.#webSocket.send(message, () => resolve());
    });
  }

  close(): void {
    this.#webSocket.close(1000);
  }

  #decode(message: Buffer): { channel: number; bytes: Buffer } | undefined {
    const first = message[0];
    if (first === undefined) return undefined;
    if (!this.#base64) return { channel: first, bytes: message.subarray(1) };
    return {
      channel: first - 0x30,
      bytes: Buffer.from(message.toString("latin1", 1), "base64"),
    };
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
