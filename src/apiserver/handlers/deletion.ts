// When an object goes: at once, after its grace period, or when the last finalizer is taken off.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
import type { UnstructuredObject } from "#apimachinery";
import type { ResourceDefinition } from "../generic-registry/resource-definition.ts";

export const orphanFinalizer = "orphan";
export const foregroundFinalizer = "foregroundDeletion";

export interface DeletionRequest {
  gracePeriodSeconds: number | undefined;
  propagationPolicy: string | undefined;
  orphanDependents: boolean | undefined;
}

export type DeletionStep =
  /** Take the object away now. */
  | { step: "remove" }
  /** Store this: it waits for its grace period or finalizers. */
  | { step: "mark"; object: UnstructuredObject }
  /** It is on its way already and nothing changes. */
  | { step: "wait" };

/** Whether an update leaves a deleting object with nothing that holds it. */
export function isReadyToGo(object: UnstructuredObject, old: UnstructuredObject): boolean {
  if (!old.metadata.deletionTimestamp || holdsItself(object)) return false;
  return (old.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** Finalizers of the object, and those that a Namespace has in its spec. */
function holdsItself(object: UnstructuredObject): boolean {
  if ((object.metadata.finalizers?.length ?? 0) > 0) return true;
  if (object.kind !== "Namespace" || object.apiVersion !== "v1") return false;
  const spec = object["spec"] as { finalizers?: unknown[] } | undefined;
  return (spec?.finalizers?.length ?? 0) > 0;
}

/** `object` is a copy, which the step may hold changed. `now` in milliseconds since 1970. */
export function nextDeletionStep(
  object: UnstructuredObject,
  definition: ResourceDefinition,
  request: DeletionRequest & { now: number },
): DeletionStep {
  const finalizersChanged = setPropagationFinalizers(object, definition, request);
  const { metadata } = object;
  const grace = graceSeconds(object, definition, request);
  if (metadata.deletionTimestamp)
    return continueDeletion(object, { ...request, grace, finalizersChanged });
  if (grace === 0 && !holdsItself(object)) return { step: "remove" };
  metadata.deletionTimestamp = formatSecond(request.now + grace * 1000);
  metadata.deletionGracePeriodSeconds = grace;
  if (metadata.generation !== undefined && metadata.generation > 0) metadata.generation++;
  if (object.kind === "Namespace" && object.apiVersion === "v1") {
    object["status"] = { ...(object["status"] as object | undefined), phase: "Terminating" };
  }
  return { step: "mark", object };
}

function continueDeletion(
  object: UnstructuredObject,
  request: DeletionRequest & { grace: number; finalizersChanged: boolean },
): DeletionStep {
  const { metadata } = object;
  const before = metadata.deletionGracePeriodSeconds ?? 0;
  const isShorter =
    (request.gracePeriodSeconds !== undefined || request.grace === 0) && request.grace < before;
  if (isShorter) {
    const deletion = Date.parse(metadata.deletionTimestamp as string);
    metadata.deletionTimestamp = formatSecond(deletion - (before - request.grace) * 1000);
    metadata.deletionGracePeriodSeconds = request.grace;
  }
  const remaining = metadata.deletionGracePeriodSeconds ?? 0;
  if (remaining === 0 && !holdsItself(object)) return { step: "remove" };
  return isShorter || request.finalizersChanged ? { step: "mark", object } : { step: "wait" };
}

/** What the client says, within what the kind allows; a kind without grace goes at once. */
function graceSeconds(
  object: UnstructuredObject,
  definition: ResourceDefinition,
  request: DeletionRequest,
): number {
  const usual = definition.strategy.gracePeriodSeconds?.(object);
  if (usual === undefined || usual === 0) return 0;
  if (request.gracePeriodSeconds === undefined) return usual;
  return request.gracePeriodSeconds < 0 ? 1 : request.gracePeriodSeconds;
}

/** Gives whether the finalizers are others than before. */
function setPropagationFinalizers(
  object: UnstructuredObject,
  definition: ResourceDefinition,
  request: DeletionRequest,
): boolean {
  const before = object.metadata.finalizers ?? [];
  const wanted = wantedFinalizer(before, definition, request);
  const after = before.filter(
    (finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer,
  );
  if (wanted) after.push(wanted);
  const isSame =
    after.length === before.length && after.every((finalizer) => before.includes(finalizer));
  if (isSame) return false;
  if (after.length > 0) object.metadata.finalizers = after;
  else delete object.metadata.finalizers;
  return true;
}

function wantedFinalizer(
  finalizers: readonly string[],
  definition: ResourceDefinition,
  request: DeletionRequest,
): string | undefined {
  if (request.orphanDependents !== undefined) {
    return request.orphanDependents ? orphanFinalizer : undefined;
  }
  switch (request.propagationPolicy) {
    case "Orphan":
      return orphanFinalizer;
    case "Foreground":
      return foregroundFinalizer;
    case "Background":
      return undefined;
  }
  // The client leaves it open: what was asked before, then the kind's own way.
  if (finalizers.includes(orphanFinalizer)) return orphanFinalizer;
  if (finalizers.includes(foregroundFinalizer)) return foregroundFinalizer;
  if (definition.defaultPropagation === "Orphan") return orphanFinalizer;
  return definition.defaultPropagation === "Foreground" ? foregroundFinalizer : undefined;
}

function formatSecond(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
