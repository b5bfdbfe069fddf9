// Header blocks of SPDY/3: names and values behind their lengths, in one zlib stream a direction.
// Ours is written as stored (uncompressed) deflate blocks, which any zlib reads: Kubernetes'
// headers are a few bytes, and nothing secret is compressed beside something an attacker chose
// (CRIME).
// https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ (2.6.10)
import { constants, createInflate, type Inflate } from "node:zlib";
import { SpdyProtocolError } from "./frames.ts";
import { headerDictionary, headerDictionaryId } from "./header-dictionary.ts";

/** Names are lower case. */
export type StreamHeaders = Readonly<Record<string, string>>;

const maxBlockBytes = 64 * 1024;
const maxPairs = 100;
const maxStoredBytes = 0xffff;

export class HeaderWriter {
  #started = false;

  write(headers: StreamHeaders): Buffer {
    const content = encodePairs(headers);
    const parts: Buffer[] = [];
    if (!this.#started) {
      // zlib's own header: deflate, 32 KiB window, with a dictionary.
      const head = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
      head.writeUInt32BE(headerDictionaryId, 2);
      parts.push(head);
      this.#started = true;
    }
    for (let at = 0; at < content.length; at += maxStoredBytes) {
      const piece = content.subarray(at, at + maxStoredBytes);
      const head = Buffer.alloc(5);
      head.writeUInt16LE(piece.length, 1);
      head.writeUInt16LE(~piece.length & 0xffff, 3);
      parts.push(head, piece);
    }
    // An empty block is zlib's mark of a flush; Go's reader hands out what came before only then.
    parts.push(Buffer.from([0, 0, 0, 0xff, 0xff]));
    return Buffer.concat(parts);
  }
}

function encodePairs(headers: StreamHeaders): Buffer {
  const pairs = Object.entries(headers);
  const parts: Buffer[] = [uint32(pairs.length)];
  for (const [name, value] of pairs) {
    for (const text of [name.toLowerCase(), value]) {
      const bytes = Buffer.from(text);
      parts.push(uint32(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

export class HeaderReader {
  readonly #inflate: Inflate;
  #chunks: Buffer[] = [];
  #length = 0;
  #fail: ((error: Error) => void) | undefined;
  #failure: Error | undefined;

  constructor() {
    this.#inflate = createInflate({
      dictionary: headerDictionary,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    this.#inflate.on("data", (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length > maxBlockBytes) this.#inflate.destroy(tooLong());
      else this.#chunks.push(chunk);
    });
    this.#inflate.on("error", (cause) => {
      const error = new SpdyProtocolError("A header block cannot be read", { cause });
      this.#failure = error;
      this.#fail?.(error);
    });
  }

  /** Blocks must be read in the order in which they came, one at a time. */
  async read(block: Buffer): Promise<StreamHeaders> {
    if (this.#failure) throw this.#failure;
    this.#chunks = [];
    this.#length = 0;
    await new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      this.#inflate.write(block, () => resolve());
    });
    if (this.#failure) throw this.#failure;
    return decodePairs(Buffer.concat(this.#chunks));
  }

  close(): void {
    this.#inflate.destroy();
  }
}

function tooLong(): Error {
  return new SpdyProtocolError("A header block is too long");
}

function decodePairs(bytes: Buffer): StreamHeaders {
  let at = 0;
  const readLength = (): number => {
    if (at + 4 > bytes.length) throw new SpdyProtocolError("A header block is cut short");
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const readText = (): string => {
    const length = readLength();
    if (at + length > bytes.length) throw new SpdyProtocolError("A header block is cut short");
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  const count = readLength();
  if (count > maxPairs) throw new SpdyProtocolError("A header block has too many headers");
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < count; index++) {
    const name = readText().toLowerCase();
    headers[name] = readText();
  }
  return headers;
}
