// The OpenAPI v2 document as protobuf, which Go clients ask for: the Document message of gnostic.
// Written straight from the JSON form.
// https://github.com/google/gnostic/blob/main/openapiv2/OpenAPIv2.proto
import { ProtobufWriter } from "../serializer/protobuf-wire.ts";

type Json = Readonly<Record<string, unknown>>;
type Write = (writer: ProtobufWriter, value: unknown) => void;

/** Media type of the answer; older clients write the version with "@". */
export const openApiV2ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** The bytes of `buildOpenApiV2`'s document. */
export function encodeOpenApiV2(document: object): Uint8Array {
  const writer = new ProtobufWriter();
  writeDocument(writer, document);
  return writer.finish();
}

/** The writer fills backwards, so what is written last comes first. */
function message(writer: ProtobufWriter, number: number, body: () => void): void {
  const before = writer.length;
  body();
  writer.varint(writer.length - before);
  writer.varint(number * 8 + 2);
}

function text(writer: ProtobufWriter, number: number, value: unknown): void {
  if (typeof value !== "string" || value === "") return;
  writer.string(value);
  writer.varint(number * 8 + 2);
}

function texts(writer: ProtobufWriter, number: number, values: unknown): void {
  if (!Array.isArray(values)) return;
  for (const value of values.toReversed()) {
    writer.string(String(value));
    writer.varint(number * 8 + 2);
  }
}

function flag(writer: ProtobufWriter, number: number, value: unknown): void {
  if (value !== true) return;
  writer.varint(1);
  writer.varint(number * 8);
}

function submessage(writer: ProtobufWriter, number: number, value: unknown, write: Write): void {
  if (value === undefined) return;
  message(writer, number, () => write(writer, value));
}

/** Entries of an object as repeated messages of name and value. */
function named(writer: ProtobufWriter, number: number, value: unknown, write: Write): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, entry] of Object.entries(value).reverse()) {
    message(writer, number, () => {
      message(writer, 2, () => write(writer, entry));
      text(writer, 1, name);
    });
  }
}

/** Values of any shape go as YAML; JSON is that. */
function any(writer: ProtobufWriter, value: unknown): void {
  text(writer, 2, `${JSON.stringify(value)}\n`);
}

function extensions(writer: ProtobufWriter, number: number, object: Json): void {
  const own = Object.entries(object).filter(([name]) => name.startsWith("x-"));
  named(writer, number, Object.fromEntries(own), any);
}

function writeDocument(writer: ProtobufWriter, value: unknown): void {
  const document = value as Json;
  submessage(writer, 13, document["securityDefinitions"], (_, definitions) =>
    named(writer, 1, definitions, (__, definition) => {
      const { type, name, in: place, description } = definition as Json;
      message(writer, 2, () => {
        text(writer, 4, description);
        text(writer, 3, place);
        text(writer, 2, name);
        text(writer, 1, type);
      });
    }),
  );
  for (const requirement of (document["security"] as Json[] | undefined) ?? []) {
    submessage(writer, 12, requirement, () =>
      named(writer, 1, requirement, (_, scopes) => texts(writer, 1, scopes)),
    );
  }
  submessage(writer, 10, document["parameters"], (_, v) => named(writer, 1, v, parameter));
  submessage(writer, 9, document["definitions"], (_, v) => named(writer, 1, v, schema));
  submessage(writer, 8, document["paths"], (_, v) => named(writer, 2, v, pathItem));
  submessage(writer, 2, document["info"], (_, v) => {
    text(writer, 2, (v as Json)["version"]);
    text(writer, 1, (v as Json)["title"]);
  });
  text(writer, 1, document["swagger"]);
}

const methods: readonly [string, number][] = [
  ["patch", 8],
  ["delete", 5],
  ["post", 4],
  ["put", 3],
  ["get", 2],
];

function pathItem(writer: ProtobufWriter, value: unknown): void {
  const item = value as Json;
  parameters(writer, 9, item["parameters"]);
  for (const [method, number] of methods) submessage(writer, number, item[method], operation);
}

function operation(writer: ProtobufWriter, value: unknown): void {
  const object = value as Json;
  extensions(writer, 13, object);
  texts(writer, 10, object["schemes"]);
  submessage(writer, 9, object["responses"], (_, responses) => {
    named(writer, 1, responses, (__, response) => {
      message(writer, 1, () => {
        const { description, schema: answer } = response as Json;
        if (answer !== undefined) {
          message(writer, 2, () => message(writer, 1, () => schema(writer, answer)));
        }
        text(writer, 1, description);
      });
    });
  });
  parameters(writer, 8, object["parameters"]);
  texts(writer, 7, object["consumes"]);
  texts(writer, 6, object["produces"]);
  text(writer, 5, object["operationId"]);
  text(writer, 3, object["description"]);
  texts(writer, 1, object["tags"]);
}

function parameters(writer: ProtobufWriter, number: number, list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of (list as Json[]).toReversed()) {
    message(writer, number, () => {
      if (item["$ref"] === undefined) message(writer, 1, () => parameter(writer, item));
      else message(writer, 2, () => text(writer, 1, item["$ref"]));
    });
  }
}

function parameter(writer: ProtobufWriter, value: unknown): void {
  const object = value as Json;
  if (object["in"] === "body") {
    message(writer, 1, () => {
      submessage(writer, 5, object["schema"], schema);
      flag(writer, 4, object["required"]);
      text(writer, 3, object["in"]);
      text(writer, 2, object["name"]);
    });
    return;
  }
  // Query parameters have one field more than path parameters (allow_empty_value, 5).
  const isQuery = object["in"] === "query";
  message(writer, 2, () => {
    message(writer, isQuery ? 3 : 4, () => {
      flag(writer, isQuery ? 20 : 19, object["uniqueItems"]);
      text(writer, isQuery ? 6 : 5, object["type"]);
      text(writer, 4, object["name"]);
      text(writer, 3, object["description"]);
      text(writer, 2, object["in"]);
      flag(writer, 1, object["required"]);
    });
  });
}

function schema(writer: ProtobufWriter, value: unknown): void {
  const object = value as Json;
  extensions(writer, 31, object);
  submessage(writer, 25, object["properties"], (_, v) => named(writer, 1, v, schema));
  const allOf = object["allOf"];
  if (Array.isArray(allOf)) {
    for (const item of allOf.toReversed()) submessage(writer, 24, item, schema);
  }
  submessage(writer, 23, object["items"], (_, v) => submessage(writer, 1, v, schema));
  submessage(writer, 22, object["type"], (_, v) => texts(writer, 1, [v]));
  submessage(writer, 21, object["additionalProperties"], (_, v) => {
    if (typeof v !== "boolean") submessage(writer, 1, v, schema);
    else {
      writer.varint(v ? 1 : 0);
      writer.varint(16);
    }
  });
  const values = object["enum"];
  if (Array.isArray(values)) {
    for (const item of values.toReversed()) submessage(writer, 20, item, any);
  }
  texts(writer, 19, object["required"]);
  submessage(writer, 5, object["default"], any);
  text(writer, 4, object["description"]);
  text(writer, 3, object["title"]);
  text(writer, 2, object["format"]);
  text(writer, 1, object["$ref"]);
}
