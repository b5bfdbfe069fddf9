// OpenAPI v2: one document for everything, read by older clients and as a fall-back.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v2
import { KindSchemas, kindReferencesOf } from "./kind-schemas.ts";
import { patchTypesOf } from "./openapi-v3.ts";
import { type Operation, type Parameter, pathsOf } from "./operations.ts";
import type { JsonSchema, OpenApiSources, ServedResource } from "./served-resource.ts";
import { DefinitionBuilder } from "./struct-schema.ts";

const objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const streamTypes = [
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];
/**
 * Parameters that stand in every operation; kubectl looks for these by name and finds no others.
 */
const inline = new Set(["dryRun", "fieldManager", "fieldValidation", "force", "name", "namespace"]);

export function buildOpenApiV2(
  resources: readonly ServedResource[],
  sources: OpenApiSources,
): Record<string, unknown> {
  const builder = new DefinitionBuilder("v2", sources, kindReferencesOf(resources));
  const kinds = new KindSchemas(builder, sources, resources);
  const shared: Record<string, unknown> = {};
  const paths: Record<string, unknown> = {};
  for (const [path, { parameters, operations }] of pathsOf(resources)) {
    const item: Record<string, unknown> = {};
    for (const [method, operation] of Object.entries(operations)) {
      item[method] = writeOperation(operation, kinds, shared);
    }
    paths[path] = { ...item, parameters: parameters.map((p) => writeParameter(p, shared)) };
  }
  for (const resource of resources) kinds.reference(resource);
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: sources.serverVersion },
    paths,
    definitions: builder.definitions(),
    parameters: shared,
    securityDefinitions: {
      BearerToken: {
        type: "apiKey",
        name: "authorization",
        in: "header",
        description: "Bearer Token authentication",
      },
    },
    security: [{ BearerToken: [] }],
  };
}

function writeOperation(
  operation: Operation,
  kinds: KindSchemas,
  shared: Record<string, unknown>,
): Record<string, unknown> {
  const { body, answer, kind } = operation;
  const parameters = [
    ...(body === undefined ? [] : [bodyParameter(kinds.body(body), body !== "deleteOptions")]),
    ...operation.parameters.map((p) => writeParameter(p, shared)),
    ...kinds.optionParameters(kind).map((p) => writeParameter(p)),
  ];
  const schema = answer === "text" ? { type: "string" } : kinds.answer(answer);
  const responses: Record<string, unknown> = { "200": { description: "OK", schema } };
  for (const code of operation.otherCodes) {
    responses[code] = { description: code === 201 ? "Created" : "Accepted", schema };
  }
  responses["401"] = { description: "Unauthorized" };
  return {
    description: operation.description,
    consumes: body === "patch" ? patchTypesOf(kinds, kind) : ["*/*"],
    produces:
      answer === "text"
        ? ["*/*"]
        : operation.action === "list"
          ? [...objectTypes, ...streamTypes]
          : objectTypes,
    schemes: ["https"],
    tags: [operation.tag],
    operationId: operation.id,
    ...(parameters.length > 0 ? { parameters } : {}),
    responses,
    "x-kubernetes-action": operation.action,
    "x-kubernetes-group-version-kind": kind,
  };
}

function bodyParameter(schema: JsonSchema, required: boolean): Record<string, unknown> {
  return { name: "body", in: "body", ...(required ? { required } : {}), schema };
}

function writeParameter(
  parameter: Parameter,
  shared?: Record<string, unknown>,
): Record<string, unknown> {
  const written = {
    uniqueItems: true,
    type: parameter.type,
    description: parameter.description,
    name: parameter.name,
    in: parameter.in,
    ...(parameter.required ? { required: true } : {}),
  };
  if (shared === undefined || inline.has(parameter.name)) return written;
  shared[parameter.name] = written;
  return { $ref: `#/parameters/${parameter.name}` };
}
