// The wire format of protobuf: varints, lengths, tags. The writer fills its buffer from the end to
// the start, so a message's length is known when its head is written and nothing is copied. The
// reader trusts nothing: every length is checked against what is there.
// https://protobuf.dev/programming-guides/encoding/

/** The bytes are not a message. */
export class ProtobufError extends Error {
  override name = "ProtobufError";
}

/** Messages within messages; no kind comes near it. */
const maximumNesting = 500;
const fatalUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const initialBytes = 4096;
/** A writer that is used again does not hold on to the space of one great object. */
const largestKeptBytes = 1024 * 1024;

export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(initialBytes);
  #start = initialBytes;

  /** Bytes written so far; a message's length is the difference of two values. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  /** A copy of everything written; the writer is empty afterwards and can be used again. */
  finish(): Uint8Array {
    const bytes = Uint8Array.prototype.slice.call(this.#buffer, this.#start);
    this.reset();
    return bytes;
  }

  /** Drops what was written, after a failure. */
  reset(): void {
    if (this.#buffer.length > largestKeptBytes) this.#buffer = Buffer.allocUnsafe(initialBytes);
    this.#start = this.#buffer.length;
  }

  #reserve(bytes: number): void {
    if (this.#start >= bytes) return;
    const written = this.length;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, written + bytes * 2));
    this.#buffer.copy(larger, larger.length - written, this.#start);
    this.#start = larger.length - written;
    this.#buffer = larger;
  }

  /** An unsigned number below 2^53. */
  varint(value: number): void {
    if (value < 0x80) {
      this.#reserve(1);
      this.#buffer[--this.#start] = value;
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
    this.#reserve(size);
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[at] = rest;
  }

  /** int32 and int64; negative numbers take ten bytes. */
  integer(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(value);
      return;
    }
    const largest = 2n ** 63n - 1n;
    const exact = BigInt(value);
    let rest = BigInt.asUintN(64, exact > largest ? largest : exact);
    const bytes: number[] = [];
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest === 0n ? low : low | 0x80);
    } while (rest !== 0n);
    this.bytes(Uint8Array.from(bytes));
  }

  double(value: number): void {
    this.#reserve(8);
    this.#start -= 8;
    this.#buffer.writeDoubleLE(value, this.#start);
  }

  /** As they are, without a length. */
  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#start -= value.length;
    this.#buffer.set(value, this.#start);
  }

  /** Text and its length. */
  string(text: string): void {
    const size = text.length;
    if (size <= 64) {
      this.#reserve(size);
      let at = this.#start;
      let i = size;
      while (i > 0) {
        const code = text.charCodeAt(i - 1);
        if (code >= 0x80) break;
        this.#buffer[--at] = code;
        i--;
      }
      if (i === 0) {
        this.#start = at;
        this.varint(size);
        return;
      }
    }
    const encoded = Buffer.byteLength(text, "utf8");
    this.#reserve(encoded);
    this.#start -= encoded;
    this.#buffer.write(text, this.#start, encoded, "utf8");
    this.varint(encoded);
  }
}

export class ProtobufReader {
  readonly #buffer: Buffer;
  #at: number;
  #end: number;
  #nesting = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
    this.#end = bytes.length;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** The next field's number and wire type: `tag >>> 3` and `tag & 7`. */
  tag(): number {
    const tag = this.unsigned();
    if (tag < 8 || tag > 0xffffffff) throw new ProtobufError("proto: illegal tag");
    return tag;
  }

  /** A varint that must be below 2^53 (lengths, tags). */
  unsigned(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 8; i++) {
      if (this.#at >= this.#end) throw unexpectedEnd();
      const byte = this.#buffer[this.#at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      factor *= 0x80;
    }
    throw new ProtobufError("proto: integer overflow");
  }

  /** int64; exact up to 2^53, the nearest number beyond. */
  int64(): number {
    const start = this.#at;
    let at = start;
    while (at < this.#end && (this.#buffer[at] as number) >= 0x80) at++;
    if (at >= this.#end) throw unexpectedEnd();
    if (at - start < 7) return this.unsigned();
    if (at - start > 9) throw new ProtobufError("proto: integer overflow");
    let value = 0n;
    for (let i = at; i >= start; i--) {
      value = (value << 7n) | BigInt((this.#buffer[i] as number) & 0x7f);
    }
    this.#at = at + 1;
    return Number(BigInt.asIntN(64, value));
  }

  /** int32: what does not fit is cut off, as Go does. */
  int32(): number {
    const value = this.int64();
    return value === (value | 0) ? value : Number(BigInt.asIntN(32, BigInt(value)));
  }

  double(): number {
    if (this.#at + 8 > this.#end) throw unexpectedEnd();
    this.#at += 8;
    return this.#buffer.readDoubleLE(this.#at - 8);
  }

  /** A view of the message's own bytes; copy it to keep it. */
  bytes(): Buffer {
    const length = this.unsigned();
    if (length > this.#end - this.#at) throw unexpectedEnd();
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  string(): string {
    const length = this.unsigned();
    const start = this.#at;
    if (length > this.#end - start) throw unexpectedEnd();
    const end = start + length;
    this.#at = end;
    for (let i = start; i < end; i++) {
      if ((this.#buffer[i] as number) >= 0x80) return decodeUtf8(this.#buffer.subarray(start, end));
    }
    return this.#buffer.toString("latin1", start, end);
  }

  /** Reads the fields of a message with `field(tag)` until its end. */
  message(field: (tag: number) => void): void {
    const length = this.unsigned();
    if (length > this.#end - this.#at) throw unexpectedEnd();
    if (++this.#nesting > maximumNesting) throw new ProtobufError("proto: exceeded max depth");
    const outer = this.#end;
    this.#end = this.#at + length;
    while (this.#at < this.#end) field(this.tag());
    this.#end = outer;
    this.#nesting--;
  }

  skip(wireType: number): void {
    switch (wireType) {
      case 0:
        this.int64();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.bytes();
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw new ProtobufError(`proto: illegal wireType ${wireType}`);
    }
  }

  #advance(count: number): void {
    if (count > this.#end - this.#at) throw unexpectedEnd();
    this.#at += count;
  }
}

function unexpectedEnd(): ProtobufError {
  return new ProtobufError("unexpected EOF");
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return fatalUtf8.decode(bytes);
  } catch (cause) {
    throw new ProtobufError("proto: string field contains invalid UTF-8", { cause });
  }
}
