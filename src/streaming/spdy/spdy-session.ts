// A SPDY/3.1 session over a connection that has been upgraded: client or server. Kubernetes runs
// exec, attach and port-forward over it; its Go peers ignore flow control windows and settings, so
// windows bind us only when the peer has shown that it keeps them. Beyond that a reader that is
// too slow stops the reading of the whole connection, and a connection that is too slow stops the
// writers.
// https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
import type { Duplex } from "node:stream";
import { closeSoon } from "../splice.ts";
import {
  dataHead,
  type Frame,
  FrameReader,
  flagFin,
  frameTypes,
  goAwayFrame,
  pingFrame,
  resetCodes,
  rstStreamFrame,
  SpdyProtocolError,
  settingInitialWindowSize,
  settingsFrame,
  synReplyFrame,
  synStreamFrame,
  windowUpdateFrame,
} from "./frames.ts";
import { HeaderReader, HeaderWriter, type StreamHeaders } from "./header-blocks.ts";
import { SpdyStream, type StreamCarrier } from "./spdy-stream.ts";

export interface SpdySessionOptions {
  role: "client" | "server";
  /** What came on the connection behind the upgrade's head. */
  head?: Buffer;
  /** A stream that the peer opened; who takes it replies. Absent: they are refused. */
  onStream?(stream: SpdyStream): void;
  /** Told to the peer before anything else. Absent: the protocol's 64 KiB, and nothing is told. */
  initialWindowBytes?: number;
}

const defaultWindowBytes = 64 * 1024;
const maxWindowBytes = 0x7fff_ffff;
const maxStreams = 1_000;
/** One data frame of ours, so that streams take turns. */
const maxDataBytes = 32 * 1024;
/** What a stream may hold before the connection is not read any more. */
const maxBufferedBytes = 512 * 1024;
/** Answers that a peer has asked for and does not read. */
const maxUnsentBytes = 4 * 1024 * 1024;

export class SpdySession implements StreamCarrier {
  /** Resolves when the session is over; the error that ended it, if any. */
  readonly closed: Promise<Error | undefined>;
  readonly #socket: Duplex;
  readonly #role: "client" | "server";
  readonly #onStream: ((stream: SpdyStream) => void) | undefined;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #headerWriter = new HeaderWriter();
  readonly #headerReader = new HeaderReader();
  readonly #frames = new FrameReader();
  readonly #full = new Set<SpdyStream>();
  readonly #windowWaiters = new Set<() => void>();
  #resume: (() => void) | undefined;
  #peerWindow = defaultWindowBytes;
  #sendWindow = defaultWindowBytes;
  #peerKeepsWindows = false;
  #uncredited = 0;
  #nextStreamId: number;
  #lastPeerStreamId = 0;
  #goingAway = false;
  #over = false;
  #closed: (error: Error | undefined) => void;

  constructor(socket: Duplex, options: SpdySessionOptions) {
    this.#socket = socket;
    this.#role = options.role;
    this.#onStream = options.onStream;
    this.#nextStreamId = options.role === "client" ? 1 : 2;
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    this.closed = promise;
    this.#closed = resolve;
    // What was received before the connection closed is still worked through: the loop that reads
    // finishes the session. Only writers have nothing to wait for any more.
    socket.on("error", () => {});
    socket.once("close", () => this.#wakeWriters());
    socket.on("drain", () => this.#wakeWriters());
    if (options.initialWindowBytes) this.#send(settingsFrame(options.initialWindowBytes));
    void this.#run(options.head);
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** The stream can be written at once; `replied` tells whether the peer takes it. */
  openStream(headers: StreamHeaders): SpdyStream {
    if (this.#over || this.#goingAway) throw new Error("The SPDY session is closed");
    const stream = this.#addStream(this.#nextStreamId, headers);
    this.#nextStreamId += 2;
    this.#send(synStreamFrame(stream.id, this.#headerWriter.write(headers)));
    return stream;
  }

  /** Says goodbye and ends the connection when what was written is sent. */
  close(): void {
    if (this.#over) return;
    this.#send(goAwayFrame(this.#lastPeerStreamId, 0));
    closeSoon(this.#socket);
    this.#finish();
  }

  destroy(error?: Error): void {
    this.#finish(error);
    this.#socket.destroy();
  }

  sendReply(stream: SpdyStream, headers: StreamHeaders): void {
    this.#send(synReplyFrame(stream.id, this.#headerWriter.write(headers)));
  }

  sendReset(stream: SpdyStream, code: number): void {
    this.#send(rstStreamFrame(stream.id, code));
  }

  sendFin(stream: SpdyStream): void {
    this.#send(dataHead(stream.id, 0, true));
  }

  sendData(stream: SpdyStream, bytes: Buffer, callback: () => void): void {
    let rest = bytes;
    const step = (): void => {
      this.#windowWaiters.delete(step);
      while (rest.length > 0 && this.#carries(stream)) {
        const allowed = this.#allowance(stream);
        if (allowed <= 0 || this.#socket.writableNeedDrain) {
          this.#windowWaiters.add(step);
          return;
        }
        const piece = rest.subarray(0, allowed);
        rest = rest.subarray(piece.length);
        stream.sendWindowBytes -= piece.length;
        this.#sendWindow -= piece.length;
        this.#socket.write(dataHead(stream.id, piece.length, false));
        this.#socket.write(piece);
      }
      callback();
    };
    step();
  }

  credit(stream: SpdyStream, bytes: number): void {
    // Who keeps no windows needs no updates, and a write to a connection that the peer has closed
    // already would lose what it sent last.
    if (this.#over || !this.#peerKeepsWindows) return;
    this.#uncredited += bytes;
    if (this.#streams.has(stream.id)) this.#send(windowUpdateFrame(stream.id, bytes));
    if (this.#uncredited >= defaultWindowBytes / 2) {
      this.#send(windowUpdateFrame(0, this.#uncredited));
      this.#uncredited = 0;
    }
  }

  drained(stream: SpdyStream): void {
    this.#full.delete(stream);
    if (this.#full.size === 0) this.#resume?.();
  }

  forget(stream: SpdyStream): void {
    this.#streams.delete(stream.id);
    this.#wakeWriters();
  }

  #carries(stream: SpdyStream): boolean {
    return !this.#over && !this.#socket.destroyed && this.#streams.get(stream.id) === stream;
  }

  #allowance(stream: SpdyStream): number {
    if (!this.#peerKeepsWindows) return maxDataBytes;
    return Math.min(maxDataBytes, stream.sendWindowBytes, this.#sendWindow);
  }

  #wakeWriters(): void {
    for (const step of [...this.#windowWaiters]) step();
  }

  #addStream(id: number, headers: StreamHeaders): SpdyStream {
    const stream = new SpdyStream(this, id, headers);
    stream.sendWindowBytes = this.#peerWindow;
    this.#streams.set(id, stream);
    return stream;
  }

  #send(frame: Buffer): void {
    if (this.#over || this.#socket.writableEnded || this.#socket.destroyed) return;
    this.#socket.write(frame);
    if (this.#socket.writableLength > maxUnsentBytes) {
      this.destroy(new SpdyProtocolError("The peer does not read"));
    }
  }

  async #run(head: Buffer | undefined): Promise<void> {
    try {
      if (head && head.length > 0) await this.#consume(head);
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
        // After our goodbye the rest is read and dropped: to close on unread bytes is to reset the
        // connection, and that loses what the peer has not read yet.
        if (!this.#over) await this.#consume(chunk as Buffer);
      }
      this.#finish();
      closeSoon(this.#socket);
    } catch (error) {
      this.#refuse(error as Error);
    }
  }

  #refuse(error: Error): void {
    if (error instanceof SpdyProtocolError) {
      this.#send(goAwayFrame(this.#lastPeerStreamId, 1));
    }
    this.destroy(error);
  }

  async #consume(chunk: Buffer): Promise<void> {
    for (const frame of this.#frames.read(chunk)) {
      if (this.#over) return;
      const pending = frame.kind === "data" ? this.#onData(frame) : this.#onControl(frame);
      if (pending) await pending;
    }
    while (this.#full.size > 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
  }

  #onData(frame: Frame & { kind: "data" }): void {
    const { streamId, bytes, fin } = frame;
    const stream = this.#streams.get(streamId);
    if (!stream) {
      // Frames may be on their way when a stream is closed; one that never was is a mistake.
      this.#uncredited += bytes.length;
      if (!this.#wasOpen(streamId)) this.#send(rstStreamFrame(streamId, resetCodes.invalidStream));
      return;
    }
    stream.onData(bytes);
    if (fin) stream.onFin();
    else if (stream.readableLength > maxBufferedBytes) this.#full.add(stream);
  }

  #wasOpen(streamId: number): boolean {
    const isOurs = streamId % 2 === (this.#role === "client" ? 1 : 0);
    return isOurs ? streamId < this.#nextStreamId : streamId <= this.#lastPeerStreamId;
  }

  #onControl(frame: Frame & { kind: "control" }): Promise<void> | void {
    const { type, payload } = frame;
    switch (type) {
      case frameTypes.synStream:
        return this.#onSynStream(frame.flags, payload);
      case frameTypes.synReply:
      case frameTypes.headers:
        return this.#onHeaders(type, frame.flags, payload);
      case frameTypes.rstStream:
        needLength(payload, 8);
        this.#streams.get(streamIdOf(payload))?.onEnd(payload.readUInt32BE(4));
        return;
      case frameTypes.settings:
        return this.#onSettings(payload);
      case frameTypes.ping: {
        needLength(payload, 4);
        const id = payload.readUInt32BE(0);
        // An answer to one of ours has our parity; we send none, but such frames must not echo.
        if (id % 2 === (this.#role === "client" ? 0 : 1)) this.#send(pingFrame(id));
        return;
      }
      case frameTypes.goAway:
        this.#goingAway = true;
        return;
      case frameTypes.windowUpdate:
        return this.#onWindowUpdate(payload);
      default:
        return;
    }
  }

  async #onSynStream(flags: number, payload: Buffer): Promise<void> {
    needLength(payload, 10);
    const id = streamIdOf(payload);
    const isPeers = id % 2 === (this.#role === "client" ? 0 : 1);
    if (!isPeers || id <= this.#lastPeerStreamId) {
      throw new SpdyProtocolError(`The peer opened stream ${id} out of order`);
    }
    this.#lastPeerStreamId = id;
    const headers = await this.#headerReader.read(payload.subarray(10));
    if (this.#over) return;
    if (!this.#onStream || this.#streams.size >= maxStreams) {
      this.#send(rstStreamFrame(id, resetCodes.refusedStream));
      return;
    }
    const stream = this.#addStream(id, headers);
    if (flags & flagFin) stream.onFin();
    this.#onStream(stream);
  }

  async #onHeaders(type: number, flags: number, payload: Buffer): Promise<void> {
    needLength(payload, 4);
    await this.#headerReader.read(payload.subarray(4));
    const stream = this.#streams.get(streamIdOf(payload));
    if (type === frameTypes.synReply) stream?.onReply();
    if (flags & flagFin) stream?.onFin();
  }

  #onSettings(payload: Buffer): void {
    needLength(payload, 4);
    const count = payload.readUInt32BE(0);
    if (payload.length !== 4 + count * 8) throw new SpdyProtocolError("SETTINGS is malformed");
    this.#peerKeepsWindows = true;
    for (let at = 4; at < payload.length; at += 8) {
      if (payload.readUIntBE(at + 1, 3) !== settingInitialWindowSize) continue;
      const bytes = payload.readUInt32BE(at + 4);
      if (bytes > maxWindowBytes) throw new SpdyProtocolError("A window is too large");
      for (const stream of this.#streams.values()) {
        stream.sendWindowBytes += bytes - this.#peerWindow;
      }
      this.#peerWindow = bytes;
    }
    this.#wakeWriters();
  }

  #onWindowUpdate(payload: Buffer): void {
    needLength(payload, 8);
    const id = streamIdOf(payload);
    const delta = payload.readUInt32BE(4) & 0x7fff_ffff;
    this.#peerKeepsWindows = true;
    if (id === 0) {
      this.#sendWindow += delta;
      if (this.#sendWindow > maxWindowBytes) throw new SpdyProtocolError("A window is too large");
    } else {
      const stream = this.#streams.get(id);
      if (stream) stream.sendWindowBytes += delta;
      if (stream && stream.sendWindowBytes > maxWindowBytes) {
        this.sendReset(stream, resetCodes.flowControlError);
        stream.onEnd(resetCodes.flowControlError);
      }
    }
    this.#wakeWriters();
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#headerReader.close();
    for (const stream of [...this.#streams.values()]) stream.onEnd();
    this.#streams.clear();
    this.#full.clear();
    this.#resume?.();
    this.#wakeWriters();
    this.#closed(error);
  }
}

function needLength(payload: Buffer, bytes: number): void {
  if (payload.length < bytes) throw new SpdyProtocolError("A control frame is too short");
}

function streamIdOf(payload: Buffer): number {
  return payload.readUInt32BE(0) & 0x7fff_ffff;
}
