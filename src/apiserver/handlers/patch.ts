// PATCH of an object or of a part of it, in any of the four ways.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
import type { UnstructuredObject } from "#apimachinery";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import { handleApply } from "./apply.ts";
import type { HandlerEnvironment } from "./environment.ts";
import { namespaceOf } from "./environment.ts";
import { outputOf, sendEntry } from "./output.ts";
import { patchTypeOf, readPatch } from "./patch-body.ts";
import { dryRunOf, fieldManagerOf } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { matchUrl } from "./update.ts";
import { updateObject } from "./update-object.ts";
import { beginWrite } from "./write-context.ts";

export async function handlePatch(
  context: ServerContext,
  resource: ServedResource,
  options: { environment: HandlerEnvironment; strategy: Strategy },
): Promise<void> {
  const { environment, strategy } = options;
  const { definition } = resource;
  const expected = { ...definition, struct: resource.struct };
  if (patchTypeOf(context, expected) === "apply") return handleApply(context, resource, options);
  const output = outputOf(context, resource, environment.clock.now());
  const dryRun = dryRunOf(context);
  const manager = fieldManagerOf(context);
  const patch = await readPatch(context, expected);
  const write = beginWrite(context, resource, { environment, dryRun });
  const { name } = context.info;
  const namespace = namespaceOf(context, resource);
  const makeNew = (current: { object: UnstructuredObject }): UnstructuredObject => {
    const object = patch.apply(current.object);
    definition.applyDefaults?.(object);
    matchUrl(object, name, namespace);
    return object;
  };
  const { entry } = await updateObject(write, { name, strategy, manager, makeNew });
  sendEntry(context, resource, { status: 200, entry, output });
}
