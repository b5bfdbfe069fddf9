// Server-side apply: a PATCH that states what its manager wants, creating the object if need be.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
import {
  badRequest,
  isAlreadyExists,
  isNotFound,
  type UnstructuredObject,
  unsupportedMediaType,
} from "#apimachinery";
import { applyPatch } from "#apimachinery/patch/apply";
import { coerceObject, decodeObject } from "#apimachinery/serializer";
import { isRecord } from "#base";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import { createObject } from "./create.ts";
import { type HandlerEnvironment, namespaceOf } from "./environment.ts";
import { parseBoolean } from "./list-options.ts";
import { resetFieldsOf } from "./managed-fields.ts";
import { outputOf, sendEntry } from "./output.ts";
import {
  bodyLimitBytes,
  dryRunOf,
  type ExpectedKind,
  fieldManagerOf,
  fieldValidationOf,
  optionsInvalid,
} from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { matchUrl } from "./update.ts";
import { updateObject } from "./update-object.ts";
import { beginWrite, type Write } from "./write-context.ts";

/** Tries when the object comes and goes between reading and writing. */
const createAttempts = 5;

export async function handleApply(
  context: ServerContext,
  resource: ServedResource,
  options: { environment: HandlerEnvironment; strategy: Strategy },
): Promise<void> {
  const { environment, strategy } = options;
  const { name, subresource } = context.info;
  const output = outputOf(context, resource, environment.clock.now());
  const { manager, force } = applyOptionsOf(context);
  const write = beginWrite(context, resource, { environment, dryRun: dryRunOf(context) });
  const expected = { ...resource.definition, struct: resource.struct };
  const applied = await readApplied(context, expected);
  matchUrl(applied, name, namespaceOf(context, resource));
  const change = { write, applied, manager, force };
  for (let attempt = 1; ; attempt++) {
    try {
      const { entry } = await updateObject(write, {
        name,
        strategy,
        manager,
        managersAreRecorded: true,
        makeNew: (current) => applyTo(change, current.object),
      });
      sendEntry(context, resource, { status: 200, entry, output });
      return;
    } catch (error) {
      if (!isNotFound(error) || subresource !== "") throw error;
    }
    try {
      const object = applyTo(change, undefined);
      const entry = await createObject(write, object, { manager, managersAreRecorded: true });
      sendEntry(context, resource, { status: 201, entry, output });
      return;
    } catch (error) {
      if (!isAlreadyExists(error) || attempt === createAttempts) throw error;
    }
  }
}

/** Who applies, and whether it takes fields from others. Throws Invalid without a manager. */
export function applyOptionsOf(context: ServerContext): { manager: string; force: boolean } {
  const { query } = context.info;
  if (!query.get("fieldManager")) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueRequired",
        field: "fieldManager",
        message: "Required value: is required for apply patch",
      },
    ]);
  }
  return { manager: fieldManagerOf(context), force: parseBoolean(query.get("force")) ?? false };
}

/** The live object with what is applied; absent: a new one. */
export function applyTo(
  change: { write: Write; applied: UnstructuredObject; manager: string; force: boolean },
  live: UnstructuredObject | undefined,
): UnstructuredObject {
  const { write, applied, manager, force } = change;
  const { resource, subresource, environment } = write;
  const { struct, apiVersion, definition } = resource;
  if (!struct) throw unsupportedMediaType("this kind cannot be applied");
  const object = applyPatch({
    struct,
    live,
    applied,
    manager,
    apiVersion,
    force,
    now: environment.clock.now(),
    resetFields: resetFieldsOf(resource, subresource),
    ...(subresource ? { subresource } : {}),
  });
  const expected = {
    group: definition.group,
    version: definition.version,
    kind: definition.kind,
  };
  const coerced = coerceObject(object, { struct, expected }).object;
  definition.applyDefaults?.(coerced);
  return coerced;
}

/** What the manager states, in canonical form but with nothing added. */
export async function readApplied(
  context: ServerContext,
  kind: ExpectedKind,
): Promise<UnstructuredObject> {
  const { group, version, struct } = kind;
  const bytes = await context.request.readBody(bodyLimitBytes);
  const expected = { group, version, kind: kind.kind };
  const stated = decodeObject(bytes, "yaml", { expected }).object;
  const decoded = decodeObject(bytes, "yaml", {
    expected,
    ...(struct ? { struct } : {}),
    fieldValidation: fieldValidationOf(context),
  });
  context.warnings.push(...decoded.warnings);
  const object = onlyStated(decoded.object, stated) as UnstructuredObject;
  if (!isRecord(object.metadata)) throw badRequest("metadata is missing");
  return object;
}

/** Takes out what decoding has filled in. */
function onlyStated(decoded: unknown, stated: unknown): unknown {
  if (Array.isArray(decoded) && Array.isArray(stated)) {
    return decoded.map((item, index) => onlyStated(item, stated[index]));
  }
  if (!isRecord(decoded) || !isRecord(stated)) return decoded;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(decoded)) {
    if (Object.hasOwn(stated, key)) result[key] = onlyStated(decoded[key], stated[key]);
  }
  return result;
}
