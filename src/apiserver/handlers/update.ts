// PUT of an object, of its status, or of another part that has rules of its own.
import { badRequest, isNotFound, type UnstructuredObject } from "#apimachinery";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import { createObject } from "./create.ts";
import { type HandlerEnvironment, namespaceOf } from "./environment.ts";
import { outputOf, sendEntry } from "./output.ts";
import { dryRunOf, fieldManagerOf, readObject } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { updateObject } from "./update-object.ts";
import { beginWrite } from "./write-context.ts";

export async function handleUpdate(
  context: ServerContext,
  resource: ServedResource,
  options: { environment: HandlerEnvironment; strategy: Strategy },
): Promise<void> {
  const { environment, strategy } = options;
  const output = outputOf(context, resource, environment.clock.now());
  const { definition } = resource;
  const { name } = context.info;
  const dryRun = dryRunOf(context);
  const manager = fieldManagerOf(context);
  const object = await readObject(context, {
    expected: { ...definition, struct: resource.struct },
    applyDefaults: definition.applyDefaults?.bind(definition),
  });
  matchUrl(object, name, namespaceOf(context, resource));
  const write = beginWrite(context, resource, { environment, dryRun });
  try {
    const { entry } = await updateObject(write, {
      name,
      strategy,
      manager,
      // A lost race with a version given ends in a conflict; without one the object goes on top.
      makeNew: (_current, attempt) => (attempt === 0 ? object : structuredClone(object)),
    });
    sendEntry(context, resource, { status: 200, entry, output });
  } catch (error) {
    const mayCreate = strategy.allowCreateOnUpdate && context.info.subresource === "";
    if (!mayCreate || !isNotFound(error)) throw error;
    delete object.metadata.resourceVersion;
    const entry = await createObject(write, object, { manager });
    sendEntry(context, resource, { status: 201, entry, output });
  }
}

/** The object must be the one that the URL names. */
export function matchUrl(object: UnstructuredObject, name: string, namespace: string): void {
  const { metadata } = object;
  if (!metadata.name) metadata.name = name;
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (!metadata.namespace) {
    if (namespace) metadata.namespace = namespace;
  } else if (metadata.namespace !== namespace) {
    throw badRequest(
      `the namespace of the object (${metadata.namespace}) does not match the namespace on the URL (${namespace})`,
    );
  }
}
