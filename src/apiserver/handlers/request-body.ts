// From the body of a request to an object of the expected kind, and the query parameters that
// writes have in common.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
import {
  badRequest,
  type FieldError,
  invalid,
  type Struct,
  type UnstructuredObject,
} from "#apimachinery";
import {
  allFormats,
  type BodyFormat,
  decodeObject,
  type FieldValidation,
  negotiateContentType,
} from "#apimachinery/serializer";
import type { ServerContext } from "../server-context.ts";
import { decodeProtobuf } from "./encoders.ts";

export const bodyLimitBytes = 3 * 1024 * 1024;
const fieldManagerLimit = 128;
const withoutProtobuf: readonly BodyFormat[] = ["json", "yaml"];

export interface ExpectedKind {
  group: string;
  version: string;
  kind: string;
  struct: Struct | undefined;
}

export interface ReadOptions {
  expected: ExpectedKind;
  fieldValidation?: FieldValidation;
  applyDefaults?: ((object: UnstructuredObject) => void) | undefined;
}

/** Throws UnsupportedMediaType, BadRequest or RequestEntityTooLarge. */
export async function readObject(
  context: ServerContext,
  options: ReadOptions,
): Promise<UnstructuredObject> {
  const bytes = await context.request.readBody(bodyLimitBytes);
  return decodeBody(context, bytes, options);
}

export function decodeBody(
  context: ServerContext,
  bytes: Uint8Array,
  options: ReadOptions,
): UnstructuredObject {
  const { group, version, kind, struct } = options.expected;
  const formats = struct ? allFormats : withoutProtobuf;
  const format = negotiateContentType(context.request.headers["content-type"], formats);
  const fieldValidation = options.fieldValidation ?? fieldValidationOf(context);
  let object: UnstructuredObject;
  if (format === "protobuf") {
    object = decodeProtobuf(bytes, { group, version, kind, struct: struct as Struct });
  } else {
    const decoded = decodeObject(bytes, format, {
      ...(struct ? { struct } : {}),
      expected: { group, version, kind },
      fieldValidation,
    });
    object = decoded.object;
    context.warnings.push(...decoded.warnings);
  }
  options.applyDefaults?.(object);
  return object;
}

export function fieldValidationOf(context: ServerContext): FieldValidation {
  const text = context.info.hasQuery ? context.info.query.get("fieldValidation") : null;
  if (!text) return "Warn";
  if (text === "Strict" || text === "Warn" || text === "Ignore") return text;
  throw optionsInvalid(context, [
    {
      type: "FieldValueNotSupported",
      field: "fieldValidation",
      message: `Unsupported value: ${JSON.stringify(text)}: supported values: "", "Ignore", "Strict", "Warn"`,
    },
  ]);
}

/** Whether the write shall leave no trace. Throws Invalid for anything but "All". */
export function dryRunOf(context: ServerContext, fromBody?: readonly string[]): boolean {
  const values = context.info.hasQuery ? context.info.query.getAll("dryRun") : [];
  const all = values.length > 0 ? values : (fromBody ?? []);
  for (const value of all) {
    if (value === "All") continue;
    throw optionsInvalid(context, [
      {
        type: "FieldValueNotSupported",
        field: "dryRun",
        message: `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
      },
    ]);
  }
  return all.length > 0;
}

/** Who writes, for managedFields: as told, else the first word of the user agent. */
export function fieldManagerOf(context: ServerContext): string {
  const given = context.info.hasQuery ? context.info.query.get("fieldManager") : null;
  if (given) {
    checkFieldManager(context, given);
    return given;
  }
  const agent = context.request.headers["user-agent"] ?? "";
  const slash = agent.indexOf("/");
  const name = (slash < 0 ? agent : agent.slice(0, slash)).trim() || "unknown";
  return name.slice(0, fieldManagerLimit);
}

function checkFieldManager(context: ServerContext, manager: string): void {
  if (manager.length > fieldManagerLimit) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueTooLong",
        field: "fieldManager",
        message: `Too long: may not be more than ${fieldManagerLimit} bytes`,
      },
    ]);
  }
  if (/[^\P{C}]/u.test(manager)) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueInvalid",
        field: "fieldManager",
        message: `Invalid value: ${JSON.stringify(manager)}: should only contain printable characters`,
      },
    ]);
  }
}

const optionKinds: Readonly<Record<string, string>> = {
  create: "CreateOptions",
  update: "UpdateOptions",
  patch: "PatchOptions",
};

export function optionsKindOf(context: ServerContext): string {
  return optionKinds[context.info.verb] ?? "DeleteOptions";
}

export function optionsInvalid(context: ServerContext, errors: FieldError[]): Error {
  return invalid({ group: "meta.k8s.io", kind: optionsKindOf(context) }, "", errors);
}

/** Throws BadRequest where the object names another namespace than the URL. */
export function matchNamespace(object: UnstructuredObject, namespace: string): void {
  const { metadata } = object;
  if ((metadata.namespace ?? "") === namespace) return;
  if (namespace === "") delete metadata.namespace;
  else if (!metadata.namespace) metadata.namespace = namespace;
  else {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
}
