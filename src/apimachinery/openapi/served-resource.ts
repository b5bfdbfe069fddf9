// What the OpenAPI documents are made from: the served resources and where their structure is
// found. ResourceDefinitions of the API server fit as they are.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
import type { Struct } from "../schema/index.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ServedSubresource {
  kind: string;
  /** Absent: the parent's. */
  group?: string;
  version?: string;
  verbs: readonly string[];
}

export interface ServedResource {
  group: string;
  version: string;
  resource: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  /** Absent: all eight. */
  verbs?: readonly string[];
  /** Present: the status subresource is served. */
  statusStrategy?: object;
  /** Present: the scale subresource is served. */
  scale?: object;
  /** Present: create is the only verb. */
  createReview?: object;
  subresources?: Readonly<Record<string, ServedSubresource>>;
  /** The kind's own schema where no Struct describes it (custom resources). */
  openApiSchema?: JsonSchema;
}

export interface OpenApiSources {
  structFor(group: string, version: string, kind: string): Struct | undefined;
  /**
   * The description of a definition ("io.k8s.api.core.v1.Pod") or of one of its fields; undefined
   * where there is none.
   */
  describe?(openapiName: string, field?: string): string | undefined;
  /** Such as "v1.36.0+cox0.1.0". */
  serverVersion: string;
}

const allVerbs = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
] as const;

export function verbsOf(resource: ServedResource): readonly string[] {
  return resource.verbs ?? (resource.createReview === undefined ? allVerbs : ["create"]);
}

/** All subresources, those that every kind can have included. */
export function subresourcesOf(resource: ServedResource): [string, ServedSubresource][] {
  const verbs = ["get", "patch", "update"];
  const found: Record<string, ServedSubresource> = { ...resource.subresources };
  if (resource.statusStrategy !== undefined) found["status"] ??= { kind: resource.kind, verbs };
  if (resource.scale !== undefined) {
    found["scale"] ??= { group: "autoscaling", version: "v1", kind: "Scale", verbs };
  }
  return Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** "api/v1" or "apis/apps/v1". */
export function groupVersionPath(group: string, version: string): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}
