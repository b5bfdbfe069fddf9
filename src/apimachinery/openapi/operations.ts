// The paths and operations of the served resources, before they are written as OpenAPI v2 or v3.
// kubectl looks here for the query parameters that a server understands.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
import {
  groupVersionPath,
  type ServedResource,
  type ServedSubresource,
  subresourcesOf,
  verbsOf,
} from "./served-resource.ts";
import type { KindReference } from "./struct-schema.ts";

export type Method = "get" | "put" | "post" | "patch" | "delete";

export interface Parameter {
  name: string;
  in: "query" | "path";
  type: "string" | "integer" | "boolean";
  required: boolean;
  description: string;
}

export interface Operation {
  id: string;
  description: string;
  tag: string;
  action: string;
  /** The kind that the path is about. */
  kind: KindReference;
  parameters: readonly Parameter[];
  body?: KindReference | "patch" | "deleteOptions";
  /** "status": a Status; "text": bytes of any kind. */
  answer: KindReference | "status" | "text";
  /** 201 and 202 beside 200. */
  otherCodes: readonly number[];
}

export interface Path {
  parameters: readonly Parameter[];
  operations: Partial<Record<Method, Operation>>;
}

const query = (name: string, type: Parameter["type"], description: string): Parameter => ({
  name,
  in: "query",
  type,
  required: false,
  description,
});
const pathParameter = (name: string, description: string): Parameter => ({
  name,
  in: "path",
  type: "string",
  required: true,
  description,
});

const dryRun = query("dryRun", "string", "All: nothing is stored, everything else is done.");
const fieldManager = query("fieldManager", "string", "The name of the actor behind the change.");
const fieldValidation = query(
  "fieldValidation",
  "string",
  "What happens to unknown and duplicate fields: Ignore, Warn or Strict.",
);
const force = query("force", "boolean", "Apply takes over fields that others manage.");
const pretty = query("pretty", "string", "If 'true', then the output is pretty printed.");
const writeParameters = [dryRun, fieldManager, fieldValidation];
const deleteParameters = [
  dryRun,
  query("gracePeriodSeconds", "integer", "Seconds until the object is deleted."),
  query(
    "ignoreStoreReadErrorWithClusterBreakingPotential",
    "boolean",
    "Delete an object even when it cannot be read.",
  ),
  query("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
  query("propagationPolicy", "string", "Orphan, Background or Foreground."),
];
const listParameters = [
  query("allowWatchBookmarks", "boolean", "The watch may send bookmarks."),
  query("continue", "string", "Where the list goes on."),
  query("fieldSelector", "string", "Only objects whose fields match."),
  query("labelSelector", "string", "Only objects whose labels match."),
  query("limit", "integer", "The most objects to return."),
  query("resourceVersion", "string", "The state to list, or to watch from."),
  query("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
  query("sendInitialEvents", "boolean", "The watch begins with the objects that exist."),
  query("timeoutSeconds", "integer", "How long the call may take."),
  query("watch", "boolean", "Send changes instead of a list."),
];

/** All paths of the resources of one group and version, sorted. */
export function pathsOf(resources: readonly ServedResource[]): Map<string, Path> {
  const paths = new Map<string, Path>();
  for (const resource of resources) addPaths(resource, paths);
  return new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addPaths(resource: ServedResource, paths: Map<string, Path>): void {
  const root = `/${groupVersionPath(resource.group, resource.version)}`;
  const verbs = verbsOf(resource);
  const scope = resource.namespaced ? "/namespaces/{namespace}" : "";
  const scopeParameters = resource.namespaced
    ? [pathParameter("namespace", "The namespace of the object.")]
    : [];
  const collection = collectionOperations(resource, verbs);
  if (Object.keys(collection).length > 0) {
    const parameters = [...scopeParameters, pretty];
    paths.set(`${root}${scope}/${resource.resource}`, { parameters, operations: collection });
  }
  if (resource.namespaced && verbs.includes("list")) {
    const id = `list${idOf(resource)}${resource.kind}ForAllNamespaces`;
    const get = { ...listOperation(resource), id };
    paths.set(`${root}/${resource.resource}`, { parameters: [pretty], operations: { get } });
  }
  const parameters = [
    pathParameter("name", `The name of the ${resource.kind}.`),
    ...scopeParameters,
    pretty,
  ];
  const item = `${root}${scope}/${resource.resource}/{name}`;
  const operations = itemOperations(resource, verbs);
  if (Object.keys(operations).length > 0) paths.set(item, { parameters, operations });
  for (const [name, subresource] of subresourcesOf(resource)) {
    paths.set(`${item}/${name}`, {
      parameters,
      operations: subresourceOperations(resource, name, subresource),
    });
  }
}

function collectionOperations(
  resource: ServedResource,
  verbs: readonly string[],
): Path["operations"] {
  const operations: Path["operations"] = {};
  const base = baseOf(resource);
  if (verbs.includes("list")) operations.get = listOperation(resource);
  if (verbs.includes("create")) {
    operations.post = {
      ...base,
      id: operationId("create", resource),
      description: `create ${article(resource.kind)}`,
      action: "post",
      parameters: writeParameters,
      body: base.kind,
      answer: base.kind,
      otherCodes: [201, 202],
    };
  }
  if (verbs.includes("deletecollection")) {
    operations.delete = {
      ...base,
      id: operationId("delete", resource, "Collection"),
      description: `delete collection of ${resource.kind}`,
      action: "deletecollection",
      parameters: [...deleteParameters, ...listParameters.filter((p) => p.name !== "watch")],
      body: "deleteOptions",
      answer: "status",
    };
  }
  return operations;
}

function itemOperations(resource: ServedResource, verbs: readonly string[]): Path["operations"] {
  const operations = readWriteOperations(resource, verbs, "", baseOf(resource).kind);
  if (verbs.includes("delete")) {
    operations.delete = {
      ...baseOf(resource),
      id: operationId("delete", resource),
      description: `delete ${article(resource.kind)}`,
      action: "delete",
      parameters: deleteParameters,
      body: "deleteOptions",
      answer: "status",
      otherCodes: [202],
    };
  }
  return operations;
}

/** get, update and patch of an object or of one of its subresources. */
function readWriteOperations(
  resource: ServedResource,
  verbs: readonly string[],
  subresource: string,
  kind: KindReference,
): Path["operations"] {
  const operations: Path["operations"] = {};
  const base = { ...baseOf(resource), kind, answer: kind };
  const what = subresource === "" ? "the specified" : `${subresource} of the specified`;
  const suffix = capitalize(subresource);
  if (verbs.includes("get")) {
    operations.get = {
      ...base,
      id: `${operationId("read", resource)}${suffix}`,
      description: `read ${what} ${resource.kind}`,
      action: "get",
      parameters: [],
    };
  }
  if (verbs.includes("update")) {
    operations.put = {
      ...base,
      id: `${operationId("replace", resource)}${suffix}`,
      description: `replace ${what} ${resource.kind}`,
      action: "put",
      parameters: writeParameters,
      body: kind,
      otherCodes: [201],
    };
  }
  if (verbs.includes("patch")) {
    operations.patch = {
      ...base,
      id: `${operationId("patch", resource)}${suffix}`,
      description: `partially update ${what} ${resource.kind}`,
      action: "patch",
      parameters: [...writeParameters, force],
      body: "patch",
      otherCodes: [201],
    };
  }
  return operations;
}

/** Subresources that are a connection, not an object. */
const connections = new Set(["attach", "exec", "portforward", "proxy"]);

function subresourceOperations(
  resource: ServedResource,
  name: string,
  subresource: ServedSubresource,
): Path["operations"] {
  const kind: KindReference = {
    group: subresource.group ?? resource.group,
    version: subresource.version ?? resource.version,
    kind: subresource.kind,
  };
  if (connections.has(name)) {
    const connect = (method: string): Operation => ({
      ...baseOf(resource),
      id: `connect${idOf(resource)}${method}${scopeWord(resource)}${resource.kind}${capitalize(name)}`,
      description: `connect ${method.toUpperCase()} requests to ${name} of ${resource.kind}`,
      action: "connect",
      kind,
      parameters: [],
      answer: "text",
    });
    return { get: connect("Get"), post: connect("Post") };
  }
  const operations = readWriteOperations(resource, subresource.verbs, name, kind);
  if (operations.get !== undefined && name === "log") operations.get.answer = "text";
  if (subresource.verbs.includes("create")) {
    operations.post = {
      ...baseOf(resource),
      kind,
      id: `${operationId("create", resource)}${capitalize(name)}`,
      description: `create ${name} of ${article(resource.kind)}`,
      action: "post",
      parameters: writeParameters,
      body: kind,
      answer: kind,
      otherCodes: [201, 202],
    };
  }
  return operations;
}

function listOperation(resource: ServedResource): Operation {
  return {
    ...baseOf(resource),
    id: operationId("list", resource),
    description: `list or watch objects of kind ${resource.kind}`,
    action: "list",
    parameters: listParameters,
    answer: { group: resource.group, version: resource.version, kind: resource.listKind },
  };
}

function baseOf(resource: ServedResource): Pick<Operation, "tag" | "kind" | "otherCodes"> {
  const { group, version, kind } = resource;
  const tag = `${group === "" ? "core" : group.replace(/\.k8s\.io$/, "").replaceAll(".", "")}_${version}`;
  return { tag, kind: { group, version, kind }, otherCodes: [] };
}

/** "AppsV1", "RbacAuthorizationV1". */
function idOf({ group, version }: ServedResource): string {
  const words = group === "" ? ["core"] : group.replace(/\.k8s\.io$/, "").split(".");
  return [...words, version].map(capitalize).join("");
}

function operationId(verb: string, resource: ServedResource, extra = ""): string {
  return `${verb}${idOf(resource)}${extra}${scopeWord(resource)}${resource.kind}`;
}

const scopeWord = (resource: ServedResource): string => (resource.namespaced ? "Namespaced" : "");
const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const article = (kind: string): string => `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;
