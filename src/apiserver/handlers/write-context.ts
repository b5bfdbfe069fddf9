// What strategies and admission are told about a write.
import { formatTime, type UnstructuredObject } from "#apimachinery";
import type { AdmissionRequest, Operation } from "../admission/admission-plugin.ts";
import type { WriteContext } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import { type HandlerEnvironment, namespaceOf } from "./environment.ts";
import { optionsKindOf } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";

/** One write: the request, the resource, and whether it is only tried. */
export interface Write {
  context: ServerContext;
  resource: ServedResource;
  environment: HandlerEnvironment;
  dryRun: boolean;
  writeContext: WriteContext;
  /** As admission sees it: the request's, or none for a write that the request only causes. */
  subresource: string;
}

export function beginWrite(
  context: ServerContext,
  resource: ServedResource,
  options: { environment: HandlerEnvironment; dryRun: boolean },
): Write {
  const { environment, dryRun } = options;
  return {
    context,
    resource,
    environment,
    dryRun,
    subresource: context.info.subresource,
    writeContext: {
      user: context.user,
      namespace: namespaceOf(context, resource),
      now: formatTime(environment.clock.now()),
      dryRun,
      storeOf: environment.storeOf,
    },
  };
}

export function admissionRequest(
  write: Write,
  operation: Operation,
  details: {
    name: string;
    object?: UnstructuredObject | undefined;
    oldObject?: UnstructuredObject | undefined;
    /** Of the object, where it is not the resource's own. */
    kind?: string;
    options?: UnstructuredObject;
  },
): AdmissionRequest {
  const { context, resource, dryRun } = write;
  const { definition } = resource;
  return {
    operation,
    group: definition.group,
    version: definition.version,
    resource: definition.resource,
    subresource: write.subresource,
    kind: details.kind ?? definition.kind,
    namespace: context.info.namespace,
    name: details.name,
    user: context.user,
    dryRun,
    object: details.object,
    oldObject: details.oldObject,
    options: details.options ?? {
      kind: optionsKindOf(context),
      apiVersion: "meta.k8s.io/v1",
      metadata: {},
      ...(dryRun ? { dryRun: ["All"] } : {}),
    },
    warn: (message) => {
      context.warnings.push(message);
    },
  };
}
