// OpenAPI v3: one document for each group and version, and the index that leads to them. kubectl
// explain and apply read them.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
import type { Struct } from "../schema/index.ts";
import { KindSchemas, kindReferencesOf } from "./kind-schemas.ts";
import { type Operation, type Parameter, pathsOf } from "./operations.ts";
import {
  groupVersionPath,
  type JsonSchema,
  type OpenApiSources,
  type ServedResource,
} from "./served-resource.ts";
import { DefinitionBuilder, type KindReference } from "./struct-schema.ts";

const objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const streamTypes = [
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];
export const patchTypes = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

/** The document of one group and version; `resources` are those of it. */
export function buildOpenApiV3(
  resources: readonly ServedResource[],
  sources: OpenApiSources,
): Record<string, unknown> {
  const references = kindReferencesOf(resources);
  const builder = new DefinitionBuilder("v3", sources, (struct: Struct) => references(struct));
  const kinds = new KindSchemas(builder, sources, resources);
  const paths: Record<string, unknown> = {};
  for (const [path, { parameters, operations }] of pathsOf(resources)) {
    const item: Record<string, unknown> = {};
    for (const [method, operation] of Object.entries(operations)) {
      item[method] = writeOperation(operation, kinds);
    }
    paths[path] = { ...item, parameters: parameters.map(writeParameter) };
  }
  for (const resource of resources) kinds.reference(resource);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: sources.serverVersion },
    paths,
    components: {
      schemas: builder.definitions(),
      securitySchemes: {
        BearerToken: {
          type: "apiKey",
          name: "authorization",
          in: "header",
          description: "Bearer Token authentication",
        },
      },
    },
    security: [{ BearerToken: [] }],
  };
}

function writeOperation(operation: Operation, kinds: KindSchemas): Record<string, unknown> {
  const { body, answer, kind } = operation;
  const parameters = [...operation.parameters, ...kinds.optionParameters(kind)];
  const ok = { description: "OK", content: answerContent(operation, kinds) };
  const responses: Record<string, unknown> = { "200": ok };
  for (const code of operation.otherCodes) {
    responses[code] = { ...ok, description: code === 201 ? "Created" : "Accepted" };
  }
  responses["401"] = { description: "Unauthorized" };
  const types = body === "patch" ? patchTypesOf(kinds, kind) : ["*/*"];
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.id,
    ...(parameters.length > 0 ? { parameters: parameters.map(writeParameter) } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            content: contentOf(types, kinds.body(body)),
            ...(body === "deleteOptions" ? {} : { required: true }),
          },
        }),
    responses: answer === "text" ? { "200": ok, "401": responses["401"] } : responses,
    "x-kubernetes-action": operation.action,
    "x-kubernetes-group-version-kind": kind,
  };
}

/** Custom resources have no strategic merge patch. */
export function patchTypesOf(kinds: KindSchemas, kind: KindReference): string[] {
  return kinds.isCustom(kind) ? patchTypes.filter((t) => !t.includes("strategic")) : patchTypes;
}

function answerContent(operation: Operation, kinds: KindSchemas): Record<string, unknown> {
  const { answer, action } = operation;
  if (answer === "text") return contentOf(["*/*"], { type: "string" });
  const types = action === "list" ? [...objectTypes, ...streamTypes] : objectTypes;
  return contentOf(types, kinds.answer(answer));
}

function contentOf(types: readonly string[], schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function writeParameter(parameter: Parameter): Record<string, unknown> {
  return {
    name: parameter.name,
    in: parameter.in,
    description: parameter.description,
    ...(parameter.required ? { required: true } : {}),
    schema: { type: parameter.type, uniqueItems: true },
  };
}

/** The index: `hashOf` gives what changes whenever the document of a group and version does. */
export function buildOpenApiV3Index(
  groupVersions: readonly { group: string; version: string }[],
  hashOf: (groupVersion: { group: string; version: string }) => string,
): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  for (const groupVersion of groupVersions) {
    const path = groupVersionPath(groupVersion.group, groupVersion.version);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(groupVersion)}` };
  }
  return { paths };
}
