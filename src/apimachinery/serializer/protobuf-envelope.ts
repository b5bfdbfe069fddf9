// What stands around protobuf messages on the wire: the envelope of a body (four magic bytes and a
// runtime.Unknown), lists put together from encoded items, and the frames of a watch.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#kubernetes-protobuf-encoding
import type { Struct } from "../schema/index.ts";
import { writeProtobuf } from "./protobuf-encode.ts";
import { ProtobufError, ProtobufReader, ProtobufWriter } from "./protobuf-wire.ts";

const magic = Uint8Array.of(0x6b, 0x38, 0x73, 0x00);

export interface Envelope {
  apiVersion: string;
  kind: string;
  /** The message; JSON text when contentType says so. */
  raw: Uint8Array;
  contentType: string;
  contentEncoding: string;
}

export function hasEnvelope(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** Throws ProtobufError. `raw` is a view of `bytes`. */
export function openEnvelope(bytes: Uint8Array): Envelope {
  if (!hasEnvelope(bytes)) {
    throw new ProtobufError(
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    );
  }
  const reader = new ProtobufReader(bytes.subarray(magic.length));
  const envelope: Envelope = {
    apiVersion: "",
    kind: "",
    raw: new Uint8Array(),
    contentType: "",
    contentEncoding: "",
  };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === 10) {
      reader.message((inner) => {
        if (inner === 10) envelope.apiVersion = reader.string();
        else if (inner === 18) envelope.kind = reader.string();
        else reader.skip(inner & 7);
      });
    } else if (tag === 18) envelope.raw = reader.bytes();
    else if (tag === 26) envelope.contentEncoding = reader.string();
    else if (tag === 34) envelope.contentType = reader.string();
    else reader.skip(tag & 7);
  }
  return envelope;
}

/** Go writes the two empty strings (contentEncoding, contentType) too. */
function writeTail(writer: ProtobufWriter): void {
  writer.bytes(Uint8Array.of(0x1a, 0, 0x22, 0));
}

function writeHead(
  writer: ProtobufWriter,
  { apiVersion, kind, rawLength }: { apiVersion: string; kind: string; rawLength: number },
): void {
  writer.varint(rawLength);
  writer.varint(18);
  const end = writer.length;
  writer.string(kind);
  writer.varint(18);
  writer.string(apiVersion);
  writer.varint(10);
  writer.varint(writer.length - end);
  writer.varint(10);
  writer.bytes(magic);
}

/** An object as a body; its apiVersion and kind go into the envelope. */
export function encodeProtobufBody(object: object, struct: Struct): Uint8Array {
  const { apiVersion = "", kind = "" } = object as { apiVersion?: string; kind?: string };
  try {
    writeTail(shared);
    const end = shared.length;
    writeProtobuf(object, struct, shared);
    writeHead(shared, { apiVersion, kind, rawLength: shared.length - end });
    return shared.finish();
  } catch (error) {
    shared.reset();
    throw error;
  }
}

const shared = new ProtobufWriter();

export interface ListParts {
  /** Of the list: "v1", "PodList". */
  apiVersion: string;
  kind: string;
  /** ListMeta, already a message. */
  metadata: Uint8Array;
  /** The items as messages without envelopes. */
  items: readonly Uint8Array[];
}

/** A list as a body, from items that are encoded already. */
export function encodeProtobufList(parts: ListParts): Uint8Array {
  const writer = new ProtobufWriter();
  writeTail(writer);
  const end = writer.length;
  for (let i = parts.items.length - 1; i >= 0; i--) {
    const item = parts.items[i] as Uint8Array;
    writer.bytes(item);
    writer.varint(item.length);
    writer.varint(18);
  }
  writer.bytes(parts.metadata);
  writer.varint(parts.metadata.length);
  writer.varint(10);
  writeHead(writer, { ...parts, rawLength: writer.length - end });
  return writer.finish();
}

/**
 * One event of a protobuf watch: four bytes of length, then a WatchEvent. `body` is the object with
 * its envelope (encodeProtobufBody).
 */
export function protobufWatchFrame(type: string, body: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter();
  writer.bytes(body);
  writer.varint(body.length);
  writer.varint(10);
  writer.varint(writer.length);
  writer.varint(18);
  writer.string(type);
  writer.varint(10);
  const { length } = writer;
  writer.bytes(Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length));
  return writer.finish();
}
