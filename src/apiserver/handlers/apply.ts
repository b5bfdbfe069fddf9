// Server-side apply: a PATCH that states what its manager wants, creating the object if need be.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
import { StatusError } from "#apimachinery";
import type { Strategy } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../handler-chain.ts";
import type { HandlerEnvironment } from "./environment.ts";
import type { ServedResource } from "./served-resource.ts";

export async function handleApply(
  _context: ServerContext,
  _resource: ServedResource,
  _options: { environment: HandlerEnvironment; strategy: Strategy },
): Promise<void> {
  throw new StatusError({ code: 415, reason: "UnsupportedMediaType", message: "apply" });
}
