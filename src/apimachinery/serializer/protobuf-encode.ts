// Objects to protobuf, driven by their Struct. Encoders are compiled once per Struct. Bytes are
// what Go would read back as the same object; zero values that Go writes needlessly are left out.
// Map keys are sorted, so that equal objects have equal bytes.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#kubernetes-protobuf-encoding
import type { AnyUnion, FieldType, Scalar, Struct } from "../schema/index.ts";
import { type FieldNode, fieldTree } from "./protobuf-fields.ts";
import { ProtobufWriter } from "./protobuf-wire.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Writes a value with its length, or its varint; the tag is written by the caller. */
type ValueEncoder = (value: unknown, writer: ProtobufWriter) => void;
/** Writes fields of an object, the last field first. */
type FieldsEncoder = (object: JsonObject, writer: ProtobufWriter) => void;

const shared = new ProtobufWriter();

/**
 * The message of an object without an envelope; the object must have passed the structural walk.
 */
export function encodeProtobuf(object: object, struct: Struct): Uint8Array {
  try {
    fieldsEncoder(struct)(object as JsonObject, shared);
    return shared.finish();
  } catch (error) {
    shared.reset();
    throw error;
  }
}

/** Writes the fields of a message in front of what `writer` holds. */
export function writeProtobuf(object: object, struct: Struct, writer: ProtobufWriter): void {
  fieldsEncoder(struct)(object as JsonObject, writer);
}

const compiled = new WeakMap<Struct, FieldsEncoder>();

function fieldsEncoder(struct: Struct): FieldsEncoder {
  let encoder = compiled.get(struct);
  if (encoder === undefined) {
    encoder = compileNodes(fieldTree(struct), struct);
    compiled.set(struct, encoder);
  }
  return encoder;
}

function compileNodes(nodes: readonly FieldNode[], owner: Struct): FieldsEncoder {
  const encoders = nodes.toReversed().map((node) => compileNode(node, owner));
  return (object, writer) => {
    for (let i = 0; i < encoders.length; i++) (encoders[i] as FieldsEncoder)(object, writer);
  };
}

function compileNode(node: FieldNode, owner: Struct): FieldsEncoder {
  if (node.field === undefined)
    return inlinedEncoder(node.number, compileNodes(node.inlined, owner));
  const { name, type } = node.field;
  const place = { name, number: node.number };
  if (type.kind === "list") return listEncoder(place, type.item, owner);
  if (type.kind === "map") return mapEncoder(place, type.value, owner);
  const encoder = valueEncoder(type, owner);
  const tag = tagOf(node.number, type);
  return (object, writer) => {
    const value = object[name];
    if (value === undefined || value === null) return;
    encoder(value, writer);
    writer.varint(tag);
  };
}

/**
 * A message that JSON shows flat in the object around it. Left out when none of its fields is set.
 */
function inlinedEncoder(number: number, fields: FieldsEncoder): FieldsEncoder {
  const tag = number * 8 + 2;
  return (object, writer) => {
    const before = writer.length;
    fields(object, writer);
    if (writer.length === before) return;
    writer.varint(writer.length - before);
    writer.varint(tag);
  };
}

interface Place {
  name: string;
  number: number;
}

function listEncoder({ name, number }: Place, item: FieldType, owner: Struct): FieldsEncoder {
  const encoder = valueEncoder(item, owner);
  const tag = tagOf(number, item);
  return (object, writer) => {
    const list = object[name];
    if (!Array.isArray(list)) return;
    for (let i = list.length - 1; i >= 0; i--) {
      encoder(list[i], writer);
      writer.varint(tag);
    }
  };
}

function mapEncoder({ name, number }: Place, value: FieldType, owner: Struct): FieldsEncoder {
  const encoder = valueEncoder(value, owner);
  const valueTag = tagOf(2, value);
  const tag = number * 8 + 2;
  return (object, writer) => {
    const map = object[name] as JsonObject | undefined | null;
    if (map === undefined || map === null) return;
    const keys = Object.keys(map).sort();
    for (let i = keys.length - 1; i >= 0; i--) {
      const key = keys[i] as string;
      const before = writer.length;
      const entry = map[key];
      if (entry !== undefined && entry !== null) {
        encoder(entry, writer);
        writer.varint(valueTag);
      }
      writer.string(key);
      writer.varint(1 * 8 + 2);
      writer.varint(writer.length - before);
      writer.varint(tag);
    }
  };
}

function tagOf(number: number, type: FieldType): number {
  if (type.kind !== "scalar") return number * 8 + 2;
  const { scalar } = type;
  if (scalar === "double") return number * 8 + 1;
  return number * 8 + (scalar === "bool" || scalar === "int32" || scalar === "int64" ? 0 : 2);
}

function valueEncoder(type: FieldType, owner: Struct): ValueEncoder {
  switch (type.kind) {
    case "struct": {
      let fields: FieldsEncoder | undefined;
      return (value, writer) => {
        fields ??= fieldsEncoder(type.struct);
        const before = writer.length;
        fields(value as JsonObject, writer);
        writer.varint(writer.length - before);
      };
    }
    case "list": {
      // A list as the value of a map is a message with the field `items`.
      const items = listEncoder({ name: "items", number: 1 }, type.item, owner);
      return (value, writer) => {
        const before = writer.length;
        items({ items: value }, writer);
        writer.varint(writer.length - before);
      };
    }
    case "map":
      throw new TypeError("Protobuf has no maps of maps");
    case "scalar":
      return type.union === undefined
        ? scalarEncoders[type.scalar]
        : unionEncoder(type.union, owner);
  }
}

/** A message around what `write` puts into it. */
function wrapped(write: (value: unknown, writer: ProtobufWriter) => void): ValueEncoder {
  return (value, writer) => {
    const before = writer.length;
    write(value, writer);
    writer.varint(writer.length - before);
  };
}

/** A message whose first field holds the JSON text. */
const jsonMessage = wrapped((value, writer) => {
  writer.string(JSON.stringify(value));
  writer.varint(10);
});

function timeMessage(nanosecondsOf: (text: string) => number): ValueEncoder {
  return wrapped((value, writer) => {
    const text = value as string;
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) return;
    const nanoseconds = nanosecondsOf(text);
    if (nanoseconds !== 0) {
      writer.varint(nanoseconds);
      writer.varint(16);
    }
    writer.integer(Math.floor(milliseconds / 1000));
    writer.varint(8);
  });
}

const scalarEncoders: Readonly<Record<Scalar, ValueEncoder>> = {
  string: (value, writer) => writer.string(value as string),
  bool: (value, writer) => writer.varint(value === true ? 1 : 0),
  int32: (value, writer) => writer.integer(value as number),
  int64: (value, writer) => writer.integer(value as number),
  double: (value, writer) => writer.double(value as number),
  bytes(value, writer) {
    const bytes = Buffer.from(value as string, "base64");
    writer.bytes(bytes);
    writer.varint(bytes.length);
  },
  quantity: wrapped((value, writer) => {
    writer.string(value as string);
    writer.varint(10);
  }),
  intstr: wrapped((value, writer) => {
    if (typeof value === "string") {
      writer.string(value);
      writer.varint(26);
    }
    writer.integer(typeof value === "number" ? value : 0);
    writer.varint(16);
    writer.varint(typeof value === "string" ? 1 : 0);
    writer.varint(8);
  }),
  time: timeMessage(() => 0),
  microtime: timeMessage((text) => {
    const fraction = /\.(\d{1,6})/.exec(text)?.[1] ?? "";
    return Number(fraction.padEnd(6, "0")) * 1000;
  }),
  fieldsv1: jsonMessage,
  raw: jsonMessage,
  any: jsonMessage,
};

/** Unions stand only in JSON schemas, and the schemas in them are of the same Struct. */
function unionEncoder(union: AnyUnion, schema: Struct): ValueEncoder {
  if (union === "json") return jsonMessage;
  return wrapped((value, writer) => {
    if (typeof value === "boolean") {
      writer.varint(value ? 1 : 0);
      writer.varint(8);
    } else if (Array.isArray(value)) {
      for (const item of value.toReversed()) {
        if (union === "schemaOrStringArray") writer.string(String(item));
        else schemaValue(item, schema, writer);
        writer.varint(18);
      }
    } else if (union === "schemaOrBool") {
      schemaValue(value, schema, writer);
      writer.varint(18);
      writer.varint(1);
      writer.varint(8);
    } else {
      schemaValue(value, schema, writer);
      writer.varint(10);
    }
  });
}

function schemaValue(value: unknown, schema: Struct, writer: ProtobufWriter): void {
  const before = writer.length;
  fieldsEncoder(schema)(value as JsonObject, writer);
  writer.varint(writer.length - before);
}
