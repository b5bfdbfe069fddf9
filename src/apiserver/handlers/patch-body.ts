// The body of a PATCH, read once; applied as often as the object changes under it.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
import { badRequest, type UnstructuredObject } from "#apimachinery";
import { applyJsonPatch } from "#apimachinery/patch/json";
import { applyMergePatch } from "#apimachinery/patch/merge";
import { applyStrategicMergePatch } from "#apimachinery/patch/strategic-merge";
import { coerceObject, negotiatePatchType, type PatchType } from "#apimachinery/serializer";
import type { ServerContext } from "../server-context.ts";
import {
  bodyLimitBytes,
  type ExpectedKind,
  fieldValidationOf,
  optionsInvalid,
} from "./request-body.ts";

export interface Patch {
  type: Exclude<PatchType, "apply">;
  /** The patched object, in the form of its kind; the given one stays as it is. */
  apply(object: UnstructuredObject): UnstructuredObject;
}

const withoutApply: readonly PatchType[] = ["json", "merge", "strategic"];
const all: readonly PatchType[] = ["json", "merge", "strategic", "apply"];
const withoutStrategic: readonly PatchType[] = ["json", "merge", "apply"];

/** Throws UnsupportedMediaType. */
export function patchTypeOf(context: ServerContext, expected: ExpectedKind): PatchType {
  const header = context.request.headers["content-type"];
  return negotiatePatchType(header, expected.struct ? all : withoutStrategic);
}

export async function readPatch(context: ServerContext, expected: ExpectedKind): Promise<Patch> {
  const type = negotiatePatchType(context.request.headers["content-type"], withoutApply);
  if (context.info.hasQuery && context.info.query.has("force")) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueForbidden",
        field: "force",
        message: "Forbidden: may not be specified for non-apply patch",
      },
    ]);
  }
  const fieldValidation = fieldValidationOf(context);
  const document = parse(await context.request.readBody(bodyLimitBytes));
  return {
    type: type as Patch["type"],
    apply: (object) => {
      const patched = applyTo(object, document, { type, expected });
      const { group, version, kind, struct } = expected;
      const coerced = coerceObject(patched, {
        ...(struct ? { struct } : {}),
        expected: { group, version, kind },
        fieldValidation,
      });
      context.warnings.push(...coerced.warnings);
      return coerced.object;
    },
  };
}

function applyTo(
  object: UnstructuredObject,
  document: unknown,
  facts: { type: PatchType; expected: ExpectedKind },
): unknown {
  switch (facts.type) {
    case "json":
      return applyJsonPatch(object, document);
    case "merge":
      return applyMergePatch(object, document);
    default:
      return applyStrategicMergePatch(object, document, facts.expected.struct);
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    const error = badRequest("error decoding patch: the body is not valid JSON");
    error.cause = cause;
    throw error;
  }
}
