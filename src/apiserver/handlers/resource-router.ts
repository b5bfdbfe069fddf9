// Finds the resource that a request is about and hands it to the handler of its verb.
import { methodNotSupported, StatusError } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import { handleCreate } from "./create.ts";
import { handleDelete } from "./delete.ts";
import { handleDeleteCollection } from "./delete-collection.ts";
import type { HandlerEnvironment } from "./environment.ts";
import { handleGet } from "./get.ts";
import { handleList } from "./list.ts";
import { handlePatch } from "./patch.ts";
import type { ServedResource } from "./served-resource.ts";
import { handleSubresource } from "./subresource.ts";
import { handleUpdate } from "./update.ts";
import { handleWatch } from "./watch.ts";

export class ResourceRouter {
  readonly #resources = new Map<string, ServedResource>();
  readonly #environment: HandlerEnvironment;

  constructor(environment: HandlerEnvironment) {
    this.#environment = environment;
  }

  get resources(): Iterable<ServedResource> {
    return this.#resources.values();
  }

  add(resource: ServedResource): void {
    this.#resources.set(keyOf(resource.definition), resource);
  }

  remove(resource: ServedResource): void {
    this.#resources.delete(keyOf(resource.definition));
  }

  find(group: string, version: string, resource: string): ServedResource | undefined {
    return this.#resources.get(`${group}/${version}/${resource}`);
  }

  route(context: ServerContext): Promise<void> | void {
    const { info } = context;
    const resource = this.#resources.get(`${info.group}/${info.version}/${info.resource}`);
    if (!resource || (info.apiPrefix === "api") !== (info.group === "")) throw pageNotFound();
    checkScope(context, resource);
    if (info.subresource !== "") return handleSubresource(context, resource, this.#environment);
    if (!resource.verbs.has(info.verb)) throw methodNotSupported(resource.qualified, info.verb);
    return this.#handle(context, resource);
  }

  #handle(context: ServerContext, resource: ServedResource): Promise<void> | void {
    const environment = this.#environment;
    switch (context.info.verb) {
      case "get":
        return handleGet(context, resource, environment);
      case "list":
        return handleList(context, resource, environment);
      case "watch":
        return handleWatch(context, resource, environment);
      case "create":
        return handleCreate(context, resource, environment);
      case "update":
        return handleUpdate(context, resource, {
          environment,
          strategy: resource.definition.strategy,
        });
      case "patch":
        return handlePatch(context, resource, {
          environment,
          strategy: resource.definition.strategy,
        });
      case "delete":
        return handleDelete(context, resource, environment);
      case "deletecollection":
        return handleDeleteCollection(context, resource, environment);
      default:
        throw methodNotSupported(resource.qualified, context.info.verb);
    }
  }
}

function keyOf(definition: { group: string; version: string; resource: string }): string {
  return `${definition.group}/${definition.version}/${definition.resource}`;
}

/** Refuses paths that put a kind where it is not: nodes in a namespace, a pod without one. */
function checkScope(context: ServerContext, { definition }: ServedResource): void {
  const { info } = context;
  if (definition.namespaced) {
    const needsNamespace = info.verb !== "list" && info.verb !== "watch";
    if (info.namespace === "" && needsNamespace) {
      // The path exists, for lists; only this method does not.
      if (info.name !== "") throw pageNotFound();
      throw methodNotSupported(
        { group: definition.group, resource: definition.resource },
        info.verb,
      );
    }
  } else if (info.namespace !== "" && definition.resource !== "namespaces") {
    throw pageNotFound();
  }
  if (info.verb === "create" && info.name !== "" && info.subresource === "") {
    throw methodNotSupported({ group: definition.group, resource: definition.resource }, "create");
  }
}

export function pageNotFound(): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
    details: {},
  });
}
