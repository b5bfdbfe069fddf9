// The way of every change to an object that is there, whether by PUT, PATCH or a subresource: from
// the stored state to the new one, through admission and the strategy, in one optimistic loop.
import {
  conflict,
  type FieldError,
  invalid,
  staleVersion,
  type UnstructuredObject,
} from "#apimachinery";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { guaranteedUpdate, type UpdateResult } from "../storage/guaranteed-update.ts";
import type { Change } from "../storage/resource-storage.ts";
import { isReadyToGo } from "./deletion.ts";
import { storageOf } from "./environment.ts";
import { recordManagers } from "./managed-fields.ts";
import { admissionRequest, type Write } from "./write-context.ts";

export interface ObjectUpdate {
  name: string;
  strategy: Strategy;
  manager: string;
  /** Makes the new object from a stored one, which stays as it is; again after a lost race. */
  makeNew(current: CacheEntry, attempt: number): UnstructuredObject | Promise<UnstructuredObject>;
  /** managedFields are right already (apply). */
  managersAreRecorded?: boolean;
}

export async function updateObject(write: Write, update: ObjectUpdate): Promise<UpdateResult> {
  const { writeContext } = write;
  const result = await guaranteedUpdate(storageOf(write.resource), {
    namespace: writeContext.namespace,
    name: update.name,
    dryRun: write.dryRun,
    change: async (current, attempt) => {
      const object = await update.makeNew(current, attempt);
      return changeFrom(write, update, { current, object });
    },
  });
  if (result.outcome === "deleted" && !write.dryRun) {
    await update.strategy.release?.(result.entry.copy(), writeContext);
  }
  return result;
}

async function changeFrom(
  write: Write,
  update: ObjectUpdate,
  states: { current: CacheEntry; object: UnstructuredObject },
): Promise<Change> {
  const { environment, resource, writeContext, context } = write;
  const { strategy, name } = update;
  const old = states.current.object;
  checkPreconditions(write, states.object, { old, strategy, name });
  keepSystemFields(states.object, old);
  const request = admissionRequest(write, "UPDATE", {
    name,
    object: states.object,
    oldObject: old,
  });
  await environment.admission.admit(request);
  const object = request.object as UnstructuredObject;
  await strategy.prepareForUpdate?.(object, old, writeContext);
  const errors = strategy.validateUpdate?.(object, old, writeContext) ?? [];
  if (errors.length > 0) throw invalid(resource.definition, name, errors);
  if (strategy.warnings) context.warnings.push(...strategy.warnings(object, old));
  if (!update.managersAreRecorded) recordManagers(write, { object, old, manager: update.manager });
  await environment.admission.validate(request);
  return isReadyToGo(object, old) ? "delete" : object;
}

function checkPreconditions(
  write: Write,
  object: UnstructuredObject,
  facts: { old: UnstructuredObject; strategy: Strategy; name: string },
): void {
  const { qualified, definition } = write.resource;
  const { old, strategy, name } = facts;
  const { metadata } = object;
  if (metadata.uid && metadata.uid !== old.metadata.uid) {
    throw conflict(
      qualified,
      name,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid ?? ""}`,
    );
  }
  if (!metadata.resourceVersion || metadata.resourceVersion === "0") {
    if (strategy.allowUnconditionalUpdate === false) {
      const error: FieldError = {
        type: "FieldValueInvalid",
        field: "metadata.resourceVersion",
        message: "Invalid value: 0x0: must be specified for an update",
      };
      throw invalid(definition, name, [error]);
    }
    metadata.resourceVersion = old.metadata.resourceVersion as string;
  } else if (metadata.resourceVersion !== old.metadata.resourceVersion) {
    throw staleVersion(qualified, name);
  }
}

/** What the server owns stays, whether the client repeats it or leaves it out. */
function keepSystemFields(object: UnstructuredObject, old: UnstructuredObject): void {
  const { metadata } = object;
  metadata.uid = old.metadata.uid as string;
  if (old.metadata.creationTimestamp) {
    metadata.creationTimestamp ??= old.metadata.creationTimestamp;
  }
  // Only a delete sets these; nothing takes them back.
  if (old.metadata.deletionTimestamp) {
    metadata.deletionTimestamp ??= old.metadata.deletionTimestamp;
    if (old.metadata.deletionGracePeriodSeconds !== undefined) {
      metadata.deletionGracePeriodSeconds ??= old.metadata.deletionGracePeriodSeconds;
    }
  } else {
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
  }
  delete metadata.selfLink;
}
