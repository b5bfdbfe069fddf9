// The formats beside JSON, in the one place where handlers get them from.

import { structFor } from "#api/schema";
import { apiVersionOf, badRequest, type Struct, type UnstructuredObject } from "#apimachinery";
import {
  coerceObject,
  decodeProtobuf as decodeMessage,
  encodeProtobufBody,
  openEnvelope,
  ProtobufError,
  protobufWatchFrame,
} from "#apimachinery/serializer";

export function statusStruct(): Struct | undefined {
  return structFor("", "v1", "Status");
}

/** `struct` absent: that of the object's own kind (Table has none and is never asked for so). */
export function encodeProtobuf(object: UnstructuredObject, struct: Struct | undefined): Uint8Array {
  return encodeProtobufBody(object, struct ?? structOf(object));
}

/** One frame of a protobuf watch stream. */
export function encodeWatchEvent(
  type: string,
  object: UnstructuredObject,
  struct: Struct | undefined,
): Buffer {
  const frame = protobufWatchFrame(type, encodeProtobuf(object, struct));
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
}

/** Throws BadRequest for bytes that are no message of the kind. */
export function decodeProtobuf(
  bytes: Uint8Array,
  expected: { group: string; version: string; kind: string; struct: Struct },
): UnstructuredObject {
  const { group, version, kind, struct } = expected;
  try {
    const envelope = openEnvelope(bytes);
    const wanted = apiVersionOf(group, version);
    if (envelope.apiVersion && envelope.apiVersion !== wanted) {
      throw badRequest(
        `the API version in the data (${envelope.apiVersion}) does not match the expected API version (${wanted})`,
      );
    }
    if (envelope.kind && envelope.kind !== kind) {
      throw badRequest(
        `${envelope.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}`,
      );
    }
    const object = decodeMessage(envelope.raw, struct);
    object["apiVersion"] = wanted;
    object["kind"] = kind;
    return coerceObject(object, { struct, expected: { group, version, kind } }).object;
  } catch (error) {
    if (error instanceof ProtobufError) {
      throw badRequest(
        `the object provided is unrecognized (must be of type ${kind}): ${error.message}`,
      );
    }
    throw error;
  }
}

function structOf(object: UnstructuredObject): Struct {
  const slash = object.apiVersion?.indexOf("/") ?? -1;
  const group = slash < 0 ? "" : (object.apiVersion as string).slice(0, slash);
  const version = (object.apiVersion ?? "").slice(slash + 1);
  const struct = structFor(group, version, object.kind ?? "");
  if (!struct) throw badRequest(`${object.kind ?? "The object"} has no protobuf form`);
  return struct;
}
