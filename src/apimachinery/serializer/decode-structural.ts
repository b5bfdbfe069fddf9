// From the bytes of a request to an object of a known kind: parse, walk the structure, report what
// does not fit in the words of Kubernetes' decoder. Fields that Go holds as structs, not pointers
// (metadata, spec and status of nearly every kind), are `{}` in the result when they were absent.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
import { apiVersionOf, type UnstructuredObject } from "../meta/index.ts";
import type { Struct } from "../schema/index.ts";
import { badRequest, type StatusError } from "../status-errors/index.ts";
import { countKeys, describeSyntaxError, strictProblems } from "./json-scanner.ts";
import { decodeProtobuf } from "./protobuf-decode.ts";
import { openEnvelope } from "./protobuf-envelope.ts";
import { ProtobufError } from "./protobuf-wire.ts";
import { type WalkResult, walkStruct, walkUnstructured } from "./structural-walk.ts";
import { StructuralError } from "./walk-state.ts";
import { parseYamlBody, YamlSyntaxError } from "./yaml-body.ts";

/** What to do with unknown and duplicate fields: refuse, warn, or drop them silently. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

export interface DecodeOptions {
  /** The kind that is expected; absent: any object, its fields kept as they are. */
  struct?: Struct;
  /**
   * Group, version and kind of the endpoint, where they are not the Struct's (custom resources).
   */
  expected?: { group: string; version: string; kind: string };
  /** Keeps fields that the Struct does not have. */
  preserveUnknown?: boolean;
  /** Absent: "Ignore". */
  fieldValidation?: FieldValidation;
}

export interface DecodedObject {
  object: UnstructuredObject;
  /** Texts for Warning headers; only with "Warn". */
  warnings: string[];
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** How a body is written; negotiate.ts finds it from Content-Type. */
export type BodyFormat = "json" | "yaml" | "protobuf";

/**
 * Decodes a body. apiVersion and kind are filled in from the expected kind when absent. Protobuf
 * needs a Struct. Throws BadRequest.
 */
export function decodeObject(
  bytes: Uint8Array,
  format: BodyFormat,
  options: DecodeOptions,
): DecodedObject {
  if (format === "protobuf") return decodeProtobufBody(bytes, options);
  const expected = options.expected ?? options.struct?.groupVersionKind;
  const text = bodyText(bytes, expected?.kind);
  const parsed = format === "yaml" ? parseYaml(text) : parseJson(text);
  if ("syntaxError" in parsed) {
    throw unrecognized(text, expected?.kind, parsed.syntaxError);
  }
  const value = parsed.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const what = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
    const error = `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    throw unrecognized(text, expected?.kind, error);
  }
  const object = value as Record<string, unknown>;
  const given = identify(object, expected);
  const result = walkBody(object, options, given);
  const validation = options.fieldValidation ?? "Ignore";
  if (validation === "Ignore") return { object: result.object as UnstructuredObject, warnings: [] };
  const problems = parsed.problems(result.unknownFields, result.keyCount - given.keysFilledIn);
  if (validation === "Strict" && problems.length > 0) {
    throw cannotBeHandled(given, `strict decoding error: ${problems.join(", ")}`);
  }
  return { object: result.object as UnstructuredObject, warnings: problems };
}

/**
 * Brings an object that is already parsed (a patched one) into the form of its kind, in place.
 * Strict throws BadRequest with the unknown fields, Warn returns them.
 */
export function coerceObject(object: unknown, options: DecodeOptions): DecodedObject {
  const expected = options.expected ?? options.struct?.groupVersionKind;
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    throw badRequest("The object is not a JSON object");
  }
  const given = identify(object as Record<string, unknown>, expected);
  const result = walkBody(object as Record<string, unknown>, options, given);
  const problems = result.unknownFields.map(unknownField);
  if (options.fieldValidation === "Strict" && problems.length > 0) {
    throw badRequest(`strict decoding error: ${problems.join(", ")}`);
  }
  const warnings = options.fieldValidation === "Warn" ? problems : [];
  return { object: result.object as UnstructuredObject, warnings };
}

/** Protobuf has no unknown or duplicate fields to complain of. */
function decodeProtobufBody(bytes: Uint8Array, options: DecodeOptions): DecodedObject {
  const expected = options.expected ?? options.struct?.groupVersionKind;
  try {
    const envelope = openEnvelope(bytes);
    if (envelope.contentEncoding !== "" || options.struct === undefined) {
      throw new ProtobufError("the protobuf body is not of a kind that has messages");
    }
    if (envelope.contentType !== "" && !envelope.contentType.includes("protobuf")) {
      return decodeObject(envelope.raw, "json", options);
    }
    const { apiVersion, kind } = envelope;
    const given = identify({ apiVersion, kind }, expected);
    const object = decodeProtobuf(envelope.raw, options.struct);
    object["apiVersion"] =
      apiVersion || (expected && apiVersionOf(expected.group, expected.version));
    object["kind"] = kind || expected?.kind;
    const result = walkBody(object, options, given);
    return { object: result.object as UnstructuredObject, warnings: [] };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const status = badRequest(
      `the object provided is unrecognized (must be of type ${expected?.kind ?? "Unknown"}): ${error.message} (${hexadecimal(bytes)})`,
    );
    status.cause = error;
    throw status;
  }
}

interface Given {
  version: string;
  kind: string;
  expectedKind: string;
  /** Keys that are in the object now but were not in the body. */
  keysFilledIn: number;
}

function bodyText(bytes: Uint8Array, kind: string | undefined): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    const error = badRequest(
      `the object provided is unrecognized (must be of type ${kind ?? "Unknown"}): the body is not valid UTF-8`,
    );
    error.cause = cause;
    throw error;
  }
}

type Parsed =
  | {
      value: unknown;
      /** What strict decoding complains of, given the unknown fields and the number of keys. */
      problems(unknownFields: readonly string[], keyCount: number): string[];
    }
  | { syntaxError: string };

function parseJson(text: string): Parsed {
  try {
    return {
      value: JSON.parse(text) as unknown,
      problems: (unknownFields, keyCount) =>
        countKeys(text) === keyCount
          ? unknownFields.map(unknownField)
          : strictProblems(text, unknownFields),
    };
  } catch {
    return {
      syntaxError: `couldn't get version/kind; json parse error: ${describeSyntaxError(text)}`,
    };
  }
}

function parseYaml(text: string): Parsed {
  // JSON is YAML and much faster to read; kubectl sends it under this name.
  if (/^\s*\{/.test(text)) {
    const parsed = parseJson(text);
    if (!("syntaxError" in parsed)) return parsed;
  }
  try {
    const { value, duplicates } = parseYamlBody(text);
    const problems =
      duplicates.length === 0 ? [] : [`yaml: unmarshal errors:\n  ${duplicates.join("\n  ")}`];
    return { value, problems: (unknown) => [...problems, ...unknown.map(unknownField)] };
  } catch (error) {
    if (error instanceof YamlSyntaxError) {
      return { syntaxError: `error converting YAML to JSON: ${error.message}` };
    }
    throw error;
  }
}

const unknownField = (path: string): string => `unknown field "${path}"`;

/** Checks apiVersion and kind against the endpoint and fills in what is absent. */
function identify(object: Record<string, unknown>, expected: DecodeOptions["expected"]): Given {
  const apiVersion = object["apiVersion"] ?? "";
  const kind = object["kind"] ?? "";
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    const [field, value] = typeof kind === "string" ? ["apiVersion", apiVersion] : ["kind", kind];
    const what = Array.isArray(value)
      ? "array"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go struct field .${field} of type string`,
    );
  }
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  if (expected === undefined) {
    if (kind === "") {
      throw badRequest(`Object 'Kind' is missing in '${summarize(JSON.stringify(object))}'`);
    }
    return { version, kind, expectedKind: kind, keysFilledIn: 0 };
  }
  const wanted = apiVersionOf(expected.group, expected.version);
  const given: Given = {
    version: version || expected.version,
    kind: kind || expected.kind,
    expectedKind: expected.kind,
    keysFilledIn: keysFilledIn(object, wanted, expected.kind),
  };
  if (given.kind !== expected.kind) {
    throw cannotBeHandled(
      given,
      `no kind "${given.kind}" is registered for version "${apiVersion || wanted}" at this endpoint`,
    );
  }
  const isOptions = optionKinds.test(expected.kind);
  if (apiVersion !== "" && apiVersion !== wanted && !isOptions) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
    );
  }
  return given;
}

/** Kinds that are known in every group and version; clients send the one they use. */
const optionKinds = /^(Create|Delete|Get|List|Patch|Update)Options$/;

function keysFilledIn(object: Record<string, unknown>, apiVersion: string, kind: string): number {
  const before =
    (Object.hasOwn(object, "apiVersion") ? 1 : 0) + (Object.hasOwn(object, "kind") ? 1 : 0);
  object["apiVersion"] ||= apiVersion;
  object["kind"] ||= kind;
  return 2 - before;
}

function walkBody(
  object: Record<string, unknown>,
  options: DecodeOptions,
  given: Given,
): WalkResult {
  try {
    if (options.struct === undefined) return walkAnyObject(object);
    return walkStruct(object, options.struct, {
      preserveUnknown: options.preserveUnknown ?? false,
    });
  } catch (error) {
    if (error instanceof StructuralError) throw cannotBeHandled(given, error.message);
    if (error instanceof RangeError) throw cannotBeHandled(given, "exceeded max depth");
    throw error;
  }
}

/** Of an object without a Struct at least `metadata` is known. */
function walkAnyObject(object: Record<string, unknown>): WalkResult {
  const result = walkUnstructured(object);
  const metadata = object["metadata"] ?? {};
  if (typeof metadata !== "object" || Array.isArray(metadata)) {
    throw new StructuralError("metadata must be an object");
  }
  object["metadata"] = metadata;
  return result;
}

function cannotBeHandled(given: Given, why: string): StatusError {
  return badRequest(
    `${given.kind} in version ${JSON.stringify(given.version)} cannot be handled as a ${given.expectedKind}: ${why}`,
  );
}

function unrecognized(text: string, kind: string | undefined, why: string): StatusError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind ?? "Unknown"}): ${why} (${summarize(text)})`,
  );
}

const summaryBytes = 30;

/** The beginning of a body, in hexadecimal when it is not an object. */
function summarize(text: string): string {
  if (text === "") return "<empty>";
  if (!text.startsWith("{"))
    return hexadecimal(new TextEncoder().encode(text.slice(0, 2 * summaryBytes)));
  return text.length > summaryBytes ? `${text.slice(0, summaryBytes)} ...` : text;
}

function hexadecimal(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, summaryBytes)).toString("hex");
  return bytes.length > summaryBytes ? `${head} ...` : head;
}
