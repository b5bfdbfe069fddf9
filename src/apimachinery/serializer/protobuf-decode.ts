// Protobuf to objects, driven by their Struct: the inverse of protobuf-encode.ts. Unknown fields
// are skipped. The result is what Go would hold; the structural walk brings it to its JSON form.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#kubernetes-protobuf-encoding
import type { AnyUnion, FieldType, Scalar, Struct } from "../schema/index.ts";
import { maximumJsonDepth } from "./json-scanner.ts";
import { type FieldNode, fieldTree } from "./protobuf-fields.ts";
import { ProtobufError, ProtobufReader } from "./protobuf-wire.ts";

type JsonObject = Record<string, unknown>;
type ValueDecoder = (reader: ProtobufReader, wireType: number) => unknown;
type FieldDecoder = (reader: ProtobufReader, wireType: number, target: JsonObject) => void;
type FieldDecoders = readonly (FieldDecoder | undefined)[];

/** Reads a message without an envelope. Throws ProtobufError. */
export function decodeProtobuf(bytes: Uint8Array, struct: Struct): JsonObject {
  const reader = new ProtobufReader(bytes);
  const decoders = fieldDecoders(struct);
  const target: JsonObject = {};
  while (!reader.atEnd) readField(reader, reader.tag(), decoders, target);
  return target;
}

const compiled = new WeakMap<Struct, FieldDecoders>();

function fieldDecoders(struct: Struct): FieldDecoders {
  let decoders = compiled.get(struct);
  if (decoders === undefined) {
    decoders = compileNodes(fieldTree(struct), struct);
    compiled.set(struct, decoders);
  }
  return decoders;
}

function readField(
  reader: ProtobufReader,
  tag: number,
  decoders: FieldDecoders,
  target: JsonObject,
): void {
  const decoder = decoders[tag >>> 3];
  if (decoder === undefined) reader.skip(tag & 7);
  else decoder(reader, tag & 7, target);
}

function compileNodes(nodes: readonly FieldNode[], owner: Struct): FieldDecoders {
  const decoders: (FieldDecoder | undefined)[] = [];
  for (const node of nodes) decoders[node.number] = compileNode(node, owner);
  return decoders;
}

function compileNode(node: FieldNode, owner: Struct): FieldDecoder {
  if (node.field === undefined) {
    const inlined = compileNodes(node.inlined, owner);
    return (reader, wireType, target) => {
      expectWire(wireType, 2);
      reader.message((tag) => readField(reader, tag, inlined, target));
    };
  }
  const { name, type } = node.field;
  if (type.kind === "list") return listDecoder(name, type.item, owner);
  if (type.kind === "map") return mapDecoder(name, type.value, owner);
  const decoder = valueDecoder(type, owner);
  return (reader, wireType, target) => {
    const value = decoder(reader, wireType);
    if (value !== undefined) target[name] = value;
  };
}

function listDecoder(name: string, item: FieldType, owner: Struct): FieldDecoder {
  const decoder = valueDecoder(item, owner);
  const packable = item.kind === "scalar" && wireTypeOf(item.scalar) !== 2;
  return (reader, wireType, target) => {
    let list = target[name] as unknown[] | undefined;
    if (list === undefined) {
      list = [];
      target[name] = list;
    }
    if (packable && wireType === 2) {
      const packed = new ProtobufReader(reader.bytes());
      while (!packed.atEnd) list.push(decoder(packed, wireTypeOf(item.scalar)));
    } else {
      list.push(decoder(reader, wireType) ?? null);
    }
  };
}

function mapDecoder(name: string, value: FieldType, owner: Struct): FieldDecoder {
  const decoder = valueDecoder(value, owner);
  return (reader, wireType, target) => {
    expectWire(wireType, 2);
    let map = target[name] as JsonObject | undefined;
    if (map === undefined) {
      map = {};
      target[name] = map;
    }
    let key = "";
    let entry: unknown;
    reader.message((tag) => {
      if (tag === 10) key = reader.string();
      else if (tag >>> 3 === 2) entry = decoder(reader, tag & 7);
      else reader.skip(tag & 7);
    });
    if (key === "__proto__") throw new ProtobufError('the key "__proto__" is not supported');
    map[key] = entry ?? null;
  };
}

function expectWire(wireType: number, expected: number): void {
  if (wireType !== expected) throw new ProtobufError(`proto: wrong wireType = ${wireType}`);
}

function wireTypeOf(scalar: Scalar): number {
  if (scalar === "double") return 1;
  return scalar === "bool" || scalar === "int32" || scalar === "int64" ? 0 : 2;
}

function valueDecoder(type: FieldType, owner: Struct): ValueDecoder {
  switch (type.kind) {
    case "struct": {
      let decoders: FieldDecoders | undefined;
      return (reader, wireType) => {
        expectWire(wireType, 2);
        decoders ??= fieldDecoders(type.struct);
        return readMessage(reader, decoders);
      };
    }
    case "list": {
      const items: (FieldDecoder | undefined)[] = [];
      items[1] = listDecoder("items", type.item, owner);
      return (reader, wireType) => {
        expectWire(wireType, 2);
        return readMessage(reader, items)["items"] ?? [];
      };
    }
    case "map":
      throw new TypeError("Protobuf has no maps of maps");
    case "scalar": {
      if (type.union !== undefined) return unionDecoder(type.union, owner);
      const expected = wireTypeOf(type.scalar);
      const decoder = scalarDecoders[type.scalar];
      return (reader, wireType) => {
        if (wireType !== expected) expectWire(wireType, expected);
        return decoder(reader);
      };
    }
  }
}

function readMessage(reader: ProtobufReader, decoders: FieldDecoders): JsonObject {
  const target: JsonObject = {};
  reader.message((tag) => readField(reader, tag, decoders, target));
  return target;
}

/** The text in the first field of a message, or undefined when it is empty. */
function readText(reader: ProtobufReader): string | undefined {
  let text: string | undefined;
  reader.message((tag) => {
    if (tag === 10) text = reader.string();
    else reader.skip(tag & 7);
  });
  return text === "" ? undefined : text;
}

function readJson(reader: ProtobufReader): unknown {
  const text = readText(reader);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProtobufError("proto: embedded JSON cannot be read", { cause });
  }
  refuseHostile(value, 0);
  return value;
}

function refuseHostile(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > maximumJsonDepth) throw new ProtobufError("exceeded max depth");
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw new ProtobufError('the key "__proto__" is not supported');
    refuseHostile((value as JsonObject)[key], depth + 1);
  }
}

/** Seconds since 1970 and nanoseconds; undefined for an empty message, Go's zero time. */
function readTimestamp(reader: ProtobufReader): { seconds: number; nanos: number } | undefined {
  let seconds: number | undefined;
  let nanos: number | undefined;
  reader.message((tag) => {
    if (tag === 8) seconds = reader.int64();
    else if (tag === 16) nanos = reader.int32();
    else reader.skip(tag & 7);
  });
  if (seconds === undefined && nanos === undefined) return undefined;
  return { seconds: seconds ?? 0, nanos: nanos ?? 0 };
}

/** Years 0 to 9999, which RFC 3339 can write. */
function formatSeconds(seconds: number): string {
  if (seconds < -62_167_219_200 || seconds > 253_402_300_799) {
    throw new ProtobufError("proto: time out of range");
  }
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

const scalarDecoders: Readonly<Record<Scalar, (reader: ProtobufReader) => unknown>> = {
  string: (reader) => reader.string(),
  bool: (reader) => reader.int64() !== 0,
  int32: (reader) => reader.int32(),
  int64: (reader) => reader.int64(),
  double: (reader) => reader.double(),
  bytes: (reader) => reader.bytes().toString("base64"),
  quantity: (reader) => readText(reader) ?? "0",
  intstr(reader) {
    let isString = false;
    let number = 0;
    let text = "";
    reader.message((tag) => {
      if (tag === 8) isString = reader.int64() === 1;
      else if (tag === 16) number = reader.int32();
      else if (tag === 26) text = reader.string();
      else reader.skip(tag & 7);
    });
    return isString ? text : number;
  },
  time(reader) {
    const time = readTimestamp(reader);
    return time === undefined ? undefined : `${formatSeconds(time.seconds)}Z`;
  },
  microtime(reader) {
    const time = readTimestamp(reader);
    if (time === undefined) return undefined;
    const microseconds = Math.floor(Math.max(0, time.nanos) / 1000) % 1_000_000;
    return `${formatSeconds(time.seconds)}.${String(microseconds).padStart(6, "0")}Z`;
  },
  fieldsv1: readJson,
  raw: readJson,
  any: readJson,
};

function unionDecoder(union: AnyUnion, schema: Struct): ValueDecoder {
  return (reader, wireType) => {
    expectWire(wireType, 2);
    if (union === "json") return readJson(reader) ?? null;
    const schemaNumber = union === "schemaOrBool" ? 2 : 1;
    let allows = false;
    let one: unknown;
    let list: unknown[] | undefined;
    reader.message((tag) => {
      const number = tag >>> 3;
      if (tag === 8 && union === "schemaOrBool") allows = reader.int64() !== 0;
      else if (number > 2 || (tag & 7) !== 2) reader.skip(tag & 7);
      else if (number === schemaNumber) one = readMessage(reader, fieldDecoders(schema));
      else {
        list ??= [];
        const isText = union === "schemaOrStringArray";
        list.push(isText ? reader.string() : readMessage(reader, fieldDecoders(schema)));
      }
    });
    if (one !== undefined) return one;
    return union === "schemaOrBool" ? allows : (list ?? null);
  };
}
