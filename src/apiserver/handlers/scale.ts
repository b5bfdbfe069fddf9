// The scale subresource: replicas of any kind through one small object.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ (Scale, autoscaling/v1)

import { structFor } from "#api/schema";
import { invalid, type UnstructuredObject } from "#apimachinery";
import { isRecord } from "#base";
import type { ScaleMapping } from "../generic-registry/resource-definition.ts";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { applyOptionsOf, applyTo, readApplied } from "./apply.ts";
import { type HandlerEnvironment, namespaceOf, storageOf } from "./environment.ts";
import { type Output, outputOf, sendObject } from "./output.ts";
import { patchTypeOf, readPatch } from "./patch-body.ts";
import { dryRunOf, fieldManagerOf, readObject } from "./request-body.ts";
import type { ServedResource } from "./served-resource.ts";
import { matchUrl } from "./update.ts";
import { updateObject } from "./update-object.ts";
import { beginWrite } from "./write-context.ts";

const scaleKind = { group: "autoscaling", version: "v1", kind: "Scale" };
export const scaleSubresourceKind = scaleKind;

export interface ScaleRequest {
  environment: HandlerEnvironment;
  mapping: ScaleMapping;
}

export async function handleScale(
  context: ServerContext,
  resource: ServedResource,
  request: ScaleRequest,
): Promise<void> {
  const { environment, mapping } = request;
  const output = outputOf(context, resource, environment.clock.now());
  const namespace = namespaceOf(context, resource);
  const { name } = context.info;
  switch (context.info.verb) {
    case "get": {
      const entry = await storageOf(resource).get(namespace, name);
      send(context, resource, { entry, output, mapping });
      return;
    }
    case "patch": {
      const expected = { ...scaleKind, struct: scaleStruct() };
      if (patchTypeOf(context, expected) === "apply") {
        await applyScale(context, resource, { ...request, output });
        return;
      }
      const patch = await readPatch(context, expected);
      await change(context, resource, {
        ...request,
        output,
        wanted: (current) => patch.apply(scaleOf(current, mapping)) as UnstructuredObject,
      });
      return;
    }
    default: {
      const scale = await readObject(context, {
        expected: { ...scaleKind, struct: scaleStruct() },
      });
      matchUrl(scale, name, namespace);
      await change(context, resource, { ...request, output, wanted: () => scale });
    }
  }
}

async function change(
  context: ServerContext,
  resource: ServedResource,
  request: ScaleRequest & {
    output: Output;
    wanted(current: CacheEntry): UnstructuredObject;
  },
): Promise<void> {
  const { environment, mapping, output, wanted } = request;
  const write = beginWrite(context, resource, { environment, dryRun: dryRunOf(context) });
  const { entry } = await updateObject(write, {
    name: context.info.name,
    strategy: resource.definition.strategy,
    manager: fieldManagerOf(context),
    makeNew: (current) => {
      const scale = wanted(current);
      const replicas = replicasOf(scale, context.info.name);
      const object = current.copy();
      mapping.setReplicas(object, replicas);
      const { resourceVersion, uid } = scale.metadata;
      if (resourceVersion) object.metadata.resourceVersion = resourceVersion;
      if (uid) object.metadata.uid = uid;
      return object;
    },
  });
  send(context, resource, { entry, output, mapping });
}

/** Who applies a Scale owns the replicas of the object behind it, and nothing else of it. */
async function applyScale(
  context: ServerContext,
  resource: ServedResource,
  request: ScaleRequest & { output: Output },
): Promise<void> {
  const { environment, mapping, output } = request;
  const { name } = context.info;
  const { manager, force } = applyOptionsOf(context);
  const write = beginWrite(context, resource, { environment, dryRun: dryRunOf(context) });
  const scale = await readApplied(context, { ...scaleKind, struct: scaleStruct() });
  matchUrl(scale, name, namespaceOf(context, resource));
  const applied = appliedParent(scale, { resource, mapping });
  const { entry } = await updateObject(write, {
    name,
    strategy: resource.definition.strategy,
    manager,
    managersAreRecorded: true,
    makeNew: (current) => applyTo({ write, applied, manager, force }, current.object),
  });
  send(context, resource, { entry, output, mapping });
}

function appliedParent(
  scale: UnstructuredObject,
  parent: { resource: ServedResource; mapping: ScaleMapping },
): UnstructuredObject {
  const { resource, mapping } = parent;
  const { name, namespace, resourceVersion, uid } = scale.metadata;
  const object: UnstructuredObject = {
    apiVersion: resource.apiVersion,
    kind: resource.definition.kind,
    metadata: {
      ...(name ? { name } : {}),
      ...(namespace ? { namespace } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
      ...(uid ? { uid } : {}),
    },
  };
  if (isRecord(scale["spec"]) && scale["spec"]["replicas"] !== undefined) {
    object["spec"] = {};
    mapping.setReplicas(object, replicasOf(scale, name ?? ""));
  }
  return object;
}

function replicasOf(scale: UnstructuredObject, name: string): number {
  const replicas = (scale["spec"] as { replicas?: unknown } | undefined)?.replicas ?? 0;
  if (typeof replicas === "number" && Number.isInteger(replicas) && replicas >= 0) return replicas;
  throw invalid(scaleKind, name, [
    {
      type: "FieldValueInvalid",
      field: "spec.replicas",
      message: `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`,
    },
  ]);
}

function send(
  context: ServerContext,
  resource: ServedResource,
  answer: { entry: CacheEntry; output: Output; mapping: ScaleMapping },
): void {
  const object = scaleOf(answer.entry, answer.mapping);
  const struct = scaleStruct();
  sendObject(context, resource, { status: 200, object, output: answer.output, struct });
}

function scaleOf(entry: CacheEntry, mapping: ScaleMapping): UnstructuredObject {
  const { object } = entry;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = mapping.selector(object);
  const replicas = mapping.getReplicas(object);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as never,
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: mapping.statusReplicas(object), ...(selector ? { selector } : {}) },
  };
}

function scaleStruct(): ReturnType<typeof structFor> {
  return structFor(scaleKind.group, scaleKind.version, scaleKind.kind);
}
