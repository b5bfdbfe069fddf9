// POST to a collection.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
import { randomUUID } from "node:crypto";
import { badRequest, invalid, isAlreadyExists, type UnstructuredObject } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { generateName } from "./generate-name.ts";
import { recordManagers } from "./managed-fields.ts";
import { outputOf, sendEntry, sendObject } from "./output.ts";
import { dryRunOf, fieldManagerOf, matchNamespace, readObject } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { admissionRequest, beginWrite, type Write } from "./write-context.ts";

/** Tries of a generated name before the conflict is the client's. */
const generatedNameAttempts = 8;

export async function handleCreate(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const output = outputOf(context, resource, environment.clock.now());
  const dryRun = dryRunOf(context);
  const { definition } = resource;
  const object = await readObject(context, {
    expected: { ...definition, struct: resource.struct },
    applyDefaults: definition.applyDefaults?.bind(definition),
  });
  const write = beginWrite(context, resource, { environment, dryRun });
  if (definition.createReview) {
    const review = await answerReview(write, object);
    sendObject(context, resource, { status: 201, object: review, output });
    return;
  }
  const entry = await createObject(write, object, { manager: fieldManagerOf(context) });
  if (dryRun) {
    // What is not stored has no version.
    const { metadata, ...rest } = entry.copy();
    delete metadata.resourceVersion;
    const pretended = { ...rest, metadata } as UnstructuredObject;
    sendObject(context, resource, { status: 201, object: pretended, output });
  } else sendEntry(context, resource, { status: 201, entry, output });
}

async function answerReview(write: Write, object: UnstructuredObject): Promise<UnstructuredObject> {
  const { context, resource, environment } = write;
  const { definition } = resource;
  if (definition.namespaced) matchNamespace(object, context.info.namespace);
  const request = admissionRequest(write, "CREATE", { name: object.metadata.name ?? "", object });
  await environment.admission.admit(request);
  await environment.admission.validate(request);
  // A review has no name and is not stored; what is wrong with it, its own function says.
  return (await definition.createReview?.(object, context)) as UnstructuredObject;
}

export interface Writer {
  /** The field manager. */
  manager: string;
  /** managedFields are right already (apply). */
  managersAreRecorded?: boolean;
}

/** Everything between decoding and the answer; also for PUT to a name that is not there. */
export async function createObject(
  write: Write,
  object: UnstructuredObject,
  writer: Writer,
): Promise<CacheEntry> {
  const { metadata } = object;
  if (metadata.resourceVersion) {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  matchNamespace(object, namespaceOf(write.context, write.resource));
  const isGenerated = !metadata.name && Boolean(metadata.generateName);
  if (!isGenerated) return createOnce(write, object, writer);
  for (let attempt = 1; ; attempt++) {
    const named = attempt === generatedNameAttempts ? object : structuredClone(object);
    named.metadata.name = generateName(metadata.generateName as string, write.environment.random);
    try {
      return await createOnce(write, named, writer);
    } catch (error) {
      if (!isAlreadyExists(error) || attempt === generatedNameAttempts) throw error;
    }
  }
}

async function createOnce(
  write: Write,
  object: UnstructuredObject,
  writer: Writer,
): Promise<CacheEntry> {
  const { context, resource, environment, writeContext } = write;
  const { definition } = resource;
  const { strategy } = definition;
  const storage = storageOf(resource);
  fillSystemFields(object, writeContext.now);
  const name = object.metadata.name ?? "";
  const request = admissionRequest(write, "CREATE", { name, object });
  await environment.admission.admit(request);
  const prepared = request.object as UnstructuredObject;
  await strategy.prepareForCreate?.(prepared, writeContext);
  try {
    const errors = strategy.validate?.(prepared, writeContext) ?? [];
    if (errors.length > 0) throw invalid(definition, name, errors);
    if (strategy.warnings) context.warnings.push(...strategy.warnings(prepared, undefined));
    if (!writer.managersAreRecorded) {
      recordManagers(write, { object: prepared, old: undefined, manager: writer.manager });
    }
    await environment.admission.validate(request);
    if (write.dryRun) {
      await storage.cache.whenReady();
      if (storage.peek(writeContext.namespace, name)) throw storage.alreadyExists(name);
      return storage.pretend(writeContext.namespace, prepared, 0);
    }
    return await storage.create(writeContext.namespace, prepared);
  } catch (error) {
    await strategy.release?.(prepared, writeContext);
    throw error;
  }
}

function fillSystemFields(object: UnstructuredObject, now: string): void {
  const { metadata } = object;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = now;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
  delete metadata.resourceVersion;
}
