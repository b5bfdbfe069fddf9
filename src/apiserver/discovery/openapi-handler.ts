// Serves the OpenAPI documents of what is served at the moment, made when first asked for.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
import { gzipSync } from "node:zlib";
import { structFor } from "#api/schema";
import { type OpenApiDocument, OpenApiDocuments, openApiV2Format } from "#apimachinery/openapi";
import type { ServedResource } from "../handlers/served-resource.ts";
import type { ServerContext } from "../server-context.ts";
import { serverVersion } from "./version.ts";

export type Describe = (openapiName: string, field?: string) => string | undefined;

const v3Prefix = "/openapi/v3/";

export class OpenApiHandler {
  readonly #resources: () => Iterable<ServedResource>;
  readonly #describe: Describe | undefined;
  #documents: OpenApiDocuments | undefined;
  #isStale = true;

  constructor(resources: () => Iterable<ServedResource>, describe?: Describe) {
    this.#resources = resources;
    this.#describe = describe;
  }

  /** To be called when resources come or go. */
  changed(): void {
    this.#isStale = true;
  }

  /** Gives whether the path is one of OpenAPI's; answers it if so. */
  serve(context: ServerContext, path: string): boolean {
    if (path === "/openapi/v2") {
      const format = openApiV2Format(context.request.headers["accept"]);
      send(context, this.#current().v2(format), { mayKeep: false });
      return true;
    }
    if (path === "/openapi/v3") {
      send(context, this.#current().v3Index(), { mayKeep: false });
      return true;
    }
    if (!path.startsWith(v3Prefix)) return false;
    const groupVersion = path.slice(v3Prefix.length);
    const document = this.#current().v3(groupVersion);
    if (!document) return false;
    const wanted = context.info.query.get("hash");
    const hash = this.#current().v3Hash(groupVersion);
    if (wanted && wanted !== hash) {
      context.response.setHeader("location", `${v3Prefix}${groupVersion}?hash=${hash}`);
      context.response.send(301, "");
    } else send(context, document, { mayKeep: wanted !== null });
    return true;
  }

  #current(): OpenApiDocuments {
    const resources = (): object[] => [...this.#resources()].map(withAllSubresources);
    if (!this.#documents) {
      this.#documents = new OpenApiDocuments({
        sources: {
          structFor,
          serverVersion: serverVersion.gitVersion,
          ...(this.#describe ? { describe: this.#describe } : {}),
        },
        resources: resources() as never,
        gzip: (bytes) => gzipSync(bytes),
      });
    } else if (this.#isStale) this.#documents.setResources(resources() as never);
    this.#isStale = false;
    return this.#documents;
  }
}

function withAllSubresources({ definition }: ServedResource): object {
  const parts = Object.entries(definition.updateSubresources ?? {}).map(([name, { verbs }]) => [
    name,
    { kind: definition.kind, verbs },
  ]);
  return {
    ...definition,
    subresources: { ...Object.fromEntries(parts), ...definition.subresources },
  };
}

function send(
  context: ServerContext,
  document: OpenApiDocument,
  options: { mayKeep: boolean },
): void {
  const { request, response } = context;
  response.setHeader("etag", document.etag);
  response.setHeader("vary", "Accept-Encoding, Accept");
  response.setHeader("content-type", document.contentType);
  if (options.mayKeep) response.setHeader("cache-control", "public, max-age=31536000, immutable");
  if (request.headers["if-none-match"] === document.etag) {
    response.send(304, "");
  } else if (request.headers["accept-encoding"]?.includes("gzip")) {
    response.setHeader("content-encoding", "gzip");
    response.send(200, document.compressed);
  } else response.send(200, document.bytes);
}
