// Serves the discovery documents, by path and by what the client accepts.
import { negotiateAccept } from "#apimachinery/serializer";
import { contentTypes } from "../handlers/media-types.ts";
import { encode } from "../handlers/output.ts";
import type { ServerContext } from "../server-context.ts";
import type { ApiDiscovery, DiscoveryDocument } from "./api-discovery.ts";

const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Gives whether the path is one of discovery's; answers it if so. */
export function serveDiscovery(
  context: ServerContext,
  discovery: ApiDiscovery,
  serverAddress: string,
): boolean {
  const parts = context.info.path.split("/").filter((part) => part !== "");
  const [prefix, first, second] = parts;
  if (prefix !== "api" && prefix !== "apis") return false;
  const isCore = prefix === "api";
  if (parts.length === 1) {
    serveRoot(context, discovery, { isCore, serverAddress });
    return true;
  }
  const document = isCore
    ? parts.length === 2 && discovery.resourceList("", first as string)
    : parts.length === 2
      ? discovery.group(first as string)
      : parts.length === 3 && discovery.resourceList(first as string, second as string);
  if (!document) return false;
  send(context, document);
  return true;
}

function serveRoot(
  context: ServerContext,
  discovery: ApiDiscovery,
  options: { isCore: boolean; serverAddress: string },
): void {
  const accepted = negotiateAccept(context.request.headers["accept"], {
    formats: ["json", "yaml", "protobuf"],
    allowsTransform: (kind, format) =>
      format === "json" &&
      kind.group === "apidiscovery.k8s.io" &&
      kind.version === "v2" &&
      kind.kind === "APIGroupDiscoveryList",
  });
  if (!accepted.as) {
    send(
      context,
      options.isCore ? discovery.apiVersions(options.serverAddress) : discovery.groupList(),
    );
    return;
  }
  const document = discovery.aggregated(options.isCore);
  context.response.setHeader("vary", "Accept");
  context.response.setHeader("etag", document.etag);
  context.response.setHeader("content-type", aggregatedType);
  // The client keeps its copy as long as it is the same.
  if (context.request.headers["if-none-match"] === document.etag) context.response.send(304, "");
  else context.response.send(200, document.bytes);
}

function send(context: ServerContext, document: DiscoveryDocument): void {
  const { format } = negotiateAccept(context.request.headers["accept"], {
    formats: ["json", "yaml", "protobuf"],
  });
  context.response.setHeader("content-type", contentTypes[format]);
  if (format === "json") context.response.send(200, document.bytes);
  else context.response.send(200, encode(JSON.parse(document.bytes.toString()), { format }));
}
