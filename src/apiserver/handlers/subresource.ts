// Requests below an object: the parts that have rules of their own.
import { methodNotSupported, notFound } from "#apimachinery";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import type { HandlerEnvironment } from "./environment.ts";
import { handleGet } from "./get.ts";
import { handlePatch } from "./patch.ts";
import { handleScale } from "./scale.ts";
import type { ServedResource } from "./served-resource.ts";
import { handleUpdate } from "./update.ts";
import { admissionRequest, beginWrite } from "./write-context.ts";

const scaleVerbs: readonly string[] = ["get", "update", "patch"];
const connectVerbs = new Set(["attach", "exec", "portforward", "proxy"]);

export function handleSubresource(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> | void {
  const { definition } = resource;
  const { subresource } = context.info;
  const custom = own(definition.subresources, subresource);
  if (custom) return connect(context, resource, environment);
  if (subresource === "status" && definition.statusStrategy) {
    return handlePart(context, resource, {
      environment,
      strategy: definition.statusStrategy,
      verbs: scaleVerbs,
    });
  }
  if (subresource === "scale" && definition.scale) {
    check(context, resource, scaleVerbs);
    return handleScale(context, resource, { environment, mapping: definition.scale });
  }
  const part = own(definition.updateSubresources, subresource);
  if (part) return handlePart(context, resource, { ...part, environment });
  throw notFound(
    { group: definition.group, resource: `${definition.resource}/${subresource}` },
    context.info.name,
  );
}

function handlePart(
  context: ServerContext,
  resource: ServedResource,
  options: { environment: HandlerEnvironment; strategy: Strategy; verbs: readonly string[] },
): Promise<void> | void {
  check(context, resource, options.verbs);
  switch (context.info.verb) {
    case "get":
      return handleGet(context, resource, options.environment);
    case "patch":
      return handlePatch(context, resource, options);
    default:
      return handleUpdate(context, resource, options);
  }
}

async function connect(
  context: ServerContext,
  resource: ServedResource,
  environment: HandlerEnvironment,
): Promise<void> {
  const { subresource, name } = context.info;
  const handler = own(resource.definition.subresources, subresource);
  if (!handler) throw notFound(resource.qualified, name);
  const isConnect = connectVerbs.has(subresource);
  if (!isConnect) check(context, resource, handler.verbs);
  if (isConnect) {
    const write = beginWrite(context, resource, { environment, dryRun: false });
    const request = admissionRequest(write, "CONNECT", { name, kind: handler.kind });
    await environment.admission.admit(request);
    await environment.admission.validate(request);
  }
  await handler.handle(context, resource.store);
}

function check(context: ServerContext, resource: ServedResource, verbs: readonly string[]): void {
  if (!verbs.includes(context.info.verb)) {
    throw methodNotSupported(resource.qualified, context.info.verb);
  }
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
