// DELETE of one object. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-deletion

import type { DeleteOptions } from "#api/meta/v1";
import { structFor } from "#api/schema";
import { conflict, invalid, type Status, type UnstructuredObject } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { guaranteedUpdate } from "../storage/guaranteed-update.ts";
import type { Change } from "../storage/resource-storage.ts";
import { type DeletionRequest, nextDeletionStep } from "./deletion.ts";
import { type HandlerEnvironment, storageOf } from "./environment.ts";
import { parseBoolean } from "./list-options.ts";
import { outputOf, sendEntry } from "./output.ts";
import { bodyLimitBytes, decodeBody, dryRunOf, optionsInvalid } from "./request-body.ts";
import { sendStatus } from "./send-error.ts";
import type { ServedResource } from "./served-resource.ts";
import { admissionRequest, beginWrite, type Write } from "./write-context.ts";

export async function handleDelete(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const output = outputOf(context, resource, environment.clock.now());
  const options = await readDeleteOptions(context);
  const dryRun = dryRunOf(context, options.dryRun);
  const write = beginWrite(context, resource, { environment, dryRun });
  const { name } = context.info;
  const result = await deleteObject(write, name, options);
  if (result.isGone) {
    sendStatus(context, deleted(resource, name, result.entry));
    return;
  }
  const status = options.orphanDependents === false ? 202 : 200;
  sendEntry(context, resource, { status, entry: result.entry, output });
}

export interface DeleteResult {
  /** The last state, or the one that waits to go. */
  entry: CacheEntry;
  isGone: boolean;
}

/** A delete with everything that belongs to it; rejects with NotFound and Conflict. */
export async function deleteObject(
  write: Write,
  name: string,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const { resource, writeContext, dryRun } = write;
  const { strategy } = resource.definition;
  const result = await guaranteedUpdate(storageOf(resource), {
    namespace: writeContext.namespace,
    name,
    dryRun,
    change: (current) => deletionOf(write, name, { current, options }),
  });
  const isGone = result.outcome === "deleted";
  if (isGone && !dryRun) await strategy.release?.(result.entry.copy(), writeContext);
  return { entry: result.entry, isGone };
}

async function deletionOf(
  write: Write,
  name: string,
  facts: { current: CacheEntry; options: DeleteOptions },
): Promise<Change> {
  const { resource, environment } = write;
  const { current, options } = facts;
  checkPreconditions(resource, current, options);
  const request = admissionRequest(write, "DELETE", {
    name,
    oldObject: current.object,
    options: { ...options, metadata: {} } as UnstructuredObject,
  });
  await environment.admission.admit(request);
  await environment.admission.validate(request);
  const next = nextDeletionStep(current.copy(), resource.definition, {
    ...deletionRequest(options),
    now: environment.clock.now(),
  });
  switch (next.step) {
    case "remove":
      return "delete";
    case "mark":
      return next.object;
    case "wait":
      return undefined;
  }
}

function deletionRequest(options: DeleteOptions): DeletionRequest {
  return {
    gracePeriodSeconds: options.gracePeriodSeconds,
    propagationPolicy: options.propagationPolicy,
    orphanDependents: options.orphanDependents,
  };
}

function checkPreconditions(
  resource: ServedResource,
  current: CacheEntry,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = current.object;
  const fail = (what: string, wanted: string, actual: string | undefined): never => {
    throw conflict(
      resource.qualified,
      current.name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual ?? ""}`,
    );
  };
  if (uid && uid !== metadata.uid) fail("UID", uid, metadata.uid);
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    fail("ResourceVersion", resourceVersion, metadata.resourceVersion);
  }
}

/** From the body, or from the query when there is none. */
export async function readDeleteOptions(context: ServerContext): Promise<DeleteOptions> {
  const bytes = await context.request.readBody(bodyLimitBytes);
  const options = bytes.length > 0 ? decodeOptions(context, bytes) : optionsFromQuery(context);
  const { orphanDependents, propagationPolicy } = options;
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueInvalid",
        field: "propagationPolicy",
        message: `Invalid value: ${JSON.stringify(propagationPolicy)}: orphanDependents and deletionPropagation cannot be both set`,
      },
    ]);
  }
  if (propagationPolicy && !["Foreground", "Background", "Orphan"].includes(propagationPolicy)) {
    throw optionsInvalid(context, [
      {
        type: "FieldValueNotSupported",
        field: "propagationPolicy",
        message: `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: "Background", "Foreground", "Orphan", "nil"`,
      },
    ]);
  }
  return options;
}

/** Clients write DeleteOptions under v1, meta.k8s.io/v1 or the version of the kind they delete. */
function decodeOptions(context: ServerContext, bytes: Uint8Array): DeleteOptions {
  const struct = structFor("", "v1", "DeleteOptions");
  const own = { group: context.info.group, version: context.info.version };
  const tries = [{ group: "", version: "v1" }, { group: "meta.k8s.io", version: "v1" }, own];
  let failure: unknown;
  for (const { group, version } of tries) {
    try {
      return decodeBody(context, bytes, {
        expected: { group, version, kind: "DeleteOptions", struct },
        fieldValidation: "Ignore",
      }) as unknown as DeleteOptions;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function optionsFromQuery(context: ServerContext): DeleteOptions {
  if (!context.info.hasQuery) return {};
  const { query } = context.info;
  const options: DeleteOptions = {};
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && grace !== "") {
    if (!/^-?\d{1,10}$/.test(grace)) {
      throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", [
        {
          type: "FieldValueInvalid",
          field: "gracePeriodSeconds",
          message: `Invalid value: ${JSON.stringify(grace)}: must be an integer`,
        },
      ]);
    }
    options.gracePeriodSeconds = Number(grace);
  }
  const policy = query.get("propagationPolicy");
  if (policy) options.propagationPolicy = policy;
  const orphan = parseBoolean(query.get("orphanDependents"));
  if (orphan !== undefined) options.orphanDependents = orphan;
  return options;
}

function deleted(resource: ServedResource, name: string, entry: CacheEntry): Status {
  const { group, resource: kind } = resource.qualified;
  const uid = entry.object.metadata.uid;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...(group ? { group } : {}), kind, ...(uid ? { uid } : {}) },
    code: 200,
  };
}
