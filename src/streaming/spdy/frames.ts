// Frames of SPDY/3.1 as bytes: a reader that takes chunks as they come, and makers of each frame.
// Data frames are handed on in pieces, so that a frame of 16 MiB is never held.
// https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ (2.2, 2.6)

export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

export const resetCodes = {
  protocolError: 1,
  invalidStream: 2,
  refusedStream: 3,
  cancel: 5,
  flowControlError: 7,
} as const;

export const flagFin = 0x01;
export const settingInitialWindowSize = 7;
const version = 3;
/** Headers of Kubernetes' streams are short; nothing else in a control frame is long. */
const maxControlBytes = 64 * 1024;

export class SpdyProtocolError extends Error {
  override name = "SpdyProtocolError";
}

export type Frame =
  | { kind: "control"; type: number; flags: number; payload: Buffer }
  /** A piece of a data frame; `fin` only with the last piece. */
  | { kind: "data"; streamId: number; fin: boolean; bytes: Buffer };

export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #data: { streamId: number; fin: boolean; left: number } | undefined;

  /** The frames and pieces that this chunk completes. Throws SpdyProtocolError. */
  *read(chunk: Buffer): Generator<Frame> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = Buffer.alloc(0);
    while (bytes.length > 0) {
      if (this.#data) {
        const piece = bytes.subarray(0, this.#data.left);
        bytes = bytes.subarray(piece.length);
        yield this.#piece(piece);
        continue;
      }
      if (bytes.length < 8) break;
      const first = bytes.readUInt32BE(0);
      const length = bytes.readUIntBE(5, 3);
      const flags = bytes.readUInt8(4);
      if (first < 0x8000_0000) {
        this.#data = { streamId: first, fin: (flags & flagFin) !== 0, left: length };
        bytes = bytes.subarray(8);
        if (length === 0) yield this.#piece(bytes.subarray(0, 0));
        continue;
      }
      if (((first >>> 16) & 0x7fff) !== version) {
        throw new SpdyProtocolError("The peer does not speak SPDY/3");
      }
      if (length > maxControlBytes) throw new SpdyProtocolError("A control frame is too long");
      if (bytes.length < 8 + length) break;
      const payload = bytes.subarray(8, 8 + length);
      bytes = bytes.subarray(8 + length);
      yield { kind: "control", type: first & 0xffff, flags, payload };
    }
    this.#rest = bytes;
  }

  #piece(bytes: Buffer): Frame {
    const data = this.#data as { streamId: number; fin: boolean; left: number };
    data.left -= bytes.length;
    const isLast = data.left === 0;
    if (isLast) this.#data = undefined;
    return { kind: "data", streamId: data.streamId, fin: isLast && data.fin, bytes };
  }
}

function controlFrame(type: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE((0x8000_0000 | (version << 16) | type) >>> 0, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    buffer.writeUInt32BE(value >>> 0, index * 4);
  });
  return buffer;
}

/** The eight bytes before a data frame's content. */
export function dataHead(streamId: number, length: number, fin: boolean): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(streamId, 0);
  head.writeUInt8(fin ? flagFin : 0, 4);
  head.writeUIntBE(length, 5, 3);
  return head;
}

export function synStreamFrame(streamId: number, headerBlock: Buffer): Buffer {
  const fields = Buffer.concat([words(streamId, 0), Buffer.alloc(2), headerBlock]);
  return controlFrame(frameTypes.synStream, 0, fields);
}

export function synReplyFrame(streamId: number, headerBlock: Buffer): Buffer {
  return controlFrame(frameTypes.synReply, 0, Buffer.concat([words(streamId), headerBlock]));
}

export function rstStreamFrame(streamId: number, code: number): Buffer {
  return controlFrame(frameTypes.rstStream, 0, words(streamId, code));
}

export function settingsFrame(initialWindowBytes: number): Buffer {
  return controlFrame(
    frameTypes.settings,
    0,
    words(1, settingInitialWindowSize, initialWindowBytes),
  );
}

export function pingFrame(id: number): Buffer {
  return controlFrame(frameTypes.ping, 0, words(id));
}

export function goAwayFrame(lastStreamId: number, status: number): Buffer {
  return controlFrame(frameTypes.goAway, 0, words(lastStreamId, status));
}

export function windowUpdateFrame(streamId: number, deltaBytes: number): Buffer {
  return controlFrame(frameTypes.windowUpdate, 0, words(streamId, deltaBytes));
}
