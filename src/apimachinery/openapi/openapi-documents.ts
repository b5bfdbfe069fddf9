// The OpenAPI documents of a server as bytes. Nothing is built before somebody asks; then the
// bytes, and their compressed form, stay until the resources of that group and version change.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
import { buildOpenApiV2 } from "./openapi-v2.ts";
import { encodeOpenApiV2, openApiV2ProtobufType } from "./openapi-v2-protobuf.ts";
import { buildOpenApiV3, buildOpenApiV3Index } from "./openapi-v3.ts";
import {
  groupVersionPath,
  type OpenApiSources,
  type ServedResource,
  subresourcesOf,
  verbsOf,
} from "./served-resource.ts";

export interface OpenApiDocumentsOptions {
  sources: OpenApiSources;
  resources: readonly ServedResource[];
  gzip(bytes: Uint8Array): Uint8Array;
}

/** One document, ready to be sent. */
export class OpenApiDocument {
  readonly contentType: string;
  /** Quoted, as the header has it. */
  readonly etag: string;
  readonly bytes: Uint8Array;
  readonly #gzip: (bytes: Uint8Array) => Uint8Array;
  #compressed: Uint8Array | undefined;

  constructor(contentType: string, bytes: Uint8Array, gzip: (bytes: Uint8Array) => Uint8Array) {
    this.contentType = contentType;
    this.bytes = bytes;
    this.etag = `"${contentHash(bytes)}"`;
    this.#gzip = gzip;
  }

  /** For `Content-Encoding: gzip`. */
  get compressed(): Uint8Array {
    this.#compressed ??= this.#gzip(this.bytes);
    return this.#compressed;
  }

  /** Whether the client has it: 304. */
  matches(ifNoneMatch: string | undefined): boolean {
    if (ifNoneMatch === undefined) return false;
    const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes(this.etag) || tags.includes("*");
  }
}

interface GroupVersion {
  group: string;
  version: string;
  resources: ServedResource[];
  /** Changes with the resources and the version of the server. */
  hash: string;
  document?: OpenApiDocument;
}

export class OpenApiDocuments {
  readonly #sources: OpenApiSources;
  readonly #gzip: (bytes: Uint8Array) => Uint8Array;
  #groupVersions = new Map<string, GroupVersion>();
  #index: OpenApiDocument | undefined;
  #v2: Partial<Record<"json" | "protobuf", OpenApiDocument>> = {};

  constructor(options: OpenApiDocumentsOptions) {
    this.#sources = options.sources;
    this.#gzip = options.gzip;
    this.setResources(options.resources);
  }

  /** Takes over a new list; documents of groups and versions that did not change are kept. */
  setResources(resources: readonly ServedResource[]): void {
    const groupVersions = new Map<string, GroupVersion>();
    for (const resource of resources) {
      const { group, version } = resource;
      const path = groupVersionPath(group, version);
      const entry = groupVersions.get(path) ?? { group, version, resources: [], hash: "" };
      entry.resources.push(resource);
      groupVersions.set(path, entry);
    }
    for (const [path, entry] of groupVersions) {
      const text = JSON.stringify([this.#sources.serverVersion, entry.resources.map(summary)]);
      entry.hash = contentHash(new TextEncoder().encode(text)).toUpperCase();
      const document = this.#groupVersions.get(path)?.document;
      const isSame = this.#groupVersions.get(path)?.hash === entry.hash;
      if (isSame && document !== undefined) entry.document = document;
    }
    this.#groupVersions = groupVersions;
    this.#index = undefined;
    this.#v2 = {};
  }

  /** /openapi/v3 */
  v3Index(): OpenApiDocument {
    const groupVersions = [...this.#groupVersions.values()];
    this.#index ??= this.#json(
      buildOpenApiV3Index(
        groupVersions,
        ({ group, version }) =>
          this.#groupVersions.get(groupVersionPath(group, version))?.hash ?? "",
      ),
    );
    return this.#index;
  }

  /** /openapi/v3/PATH with PATH as "apis/apps/v1"; undefined: not served. */
  v3(path: string): OpenApiDocument | undefined {
    const entry = this.#groupVersions.get(path);
    if (entry === undefined) return undefined;
    entry.document ??= this.#json(buildOpenApiV3(entry.resources, this.#sources));
    return entry.document;
  }

  /** The hash that the index gives for PATH; a request with another one is redirected to it. */
  v3Hash(path: string): string | undefined {
    return this.#groupVersions.get(path)?.hash;
  }

  /** /openapi/v2 */
  v2(format: "json" | "protobuf"): OpenApiDocument {
    const known = this.#v2[format];
    if (known !== undefined) return known;
    const resources = [...this.#groupVersions.values()].flatMap((entry) => entry.resources);
    const content = buildOpenApiV2(resources, this.#sources);
    const document =
      format === "json"
        ? this.#json(content)
        : new OpenApiDocument(openApiV2ProtobufType, encodeOpenApiV2(content), this.#gzip);
    this.#v2[format] = document;
    return document;
  }

  #json(content: object): OpenApiDocument {
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    return new OpenApiDocument("application/json", bytes, this.#gzip);
  }
}

/** All of a resource that reaches its document. */
function summary(resource: ServedResource): unknown[] {
  const { resource: name, kind, listKind, namespaced, openApiSchema } = resource;
  const subresources = subresourcesOf(resource).map(([path, { group, version, kind, verbs }]) => {
    return [path, group, version, kind, verbs];
  });
  return [name, kind, listKind, namespaced, verbsOf(resource), subresources, openApiSchema];
}

/** The format of /openapi/v2 for an Accept header. */
export function openApiV2Format(accept: string | undefined): "json" | "protobuf" {
  return /proto-openapi\.spec\.v2[.@]v1\.0\+protobuf/.test(accept ?? "") ? "protobuf" : "json";
}

/** 64 bits of hexadecimal that differ when the content does; no protection against intent. */
function contentHash(bytes: Uint8Array): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    a = Math.imul(a ^ byte, 2654435761);
    b = Math.imul(b ^ byte, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
  return hex(b) + hex(a);
}
