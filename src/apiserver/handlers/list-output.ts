// Sends a list: as one buffer when it is small, else in pieces as fast as the client reads, so
// that a large list neither needs its size in memory again nor holds up everybody else.
import { constants, gzip } from "node:zlib";
import { structFor } from "#api/schema";
import type { UnstructuredObject } from "#apimachinery";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { contentTypes } from "./media-types.ts";
import { encode, type Output } from "./output.ts";
import { setWarnings } from "./send-error.ts";
import type { ServedResource } from "./served-resource.ts";
import { defaultColumns, makeTable, partialMetadata } from "./table.ts";

export interface ListPage {
  entries: CacheEntry[];
  /** Instead of entries: their bodies, each behind a comma, joined to a few buffers. */
  joined?: Buffer[];
  revision: number;
  continueToken?: string;
  remainingItemCount?: number;
}

const pieceBytes = 128 * 1024;
/** Compression pays from here on. */
const gzipThresholdBytes = 128 * 1024;
const comma = Buffer.from(",");
const closing = Buffer.from("]}");

/** Whether the bodies that the cache holds are the answer. */
export function isPlainJson({ media, pretty }: Output): boolean {
  return media.format === "json" && media.as === "" && !pretty;
}

export async function sendList(
  context: ServerContext,
  resource: ServedResource,
  answer: { page: ListPage; output: Output },
): Promise<void> {
  const { page, output } = answer;
  const { response } = context;
  setWarnings(context);
  response.setHeader("content-type", contentTypes[output.media.format]);
  if (!isPlainJson(output)) {
    const object = listObject(page, resource, output);
    const struct = output.media.as ? undefined : listStruct(resource);
    const bytes = encode(object, output.media, { struct, pretty: output.pretty });
    await sendBytes(context, typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    return;
  }
  const pieces = joined(page, resource);
  if (wantsGzip(context) && totalLength(pieces) > gzipThresholdBytes) {
    await sendBytes(context, Buffer.concat(pieces));
  } else if (totalLength(pieces) <= pieceBytes) response.send(200, Buffer.concat(pieces));
  else await sendPieces(context, pieces);
}

async function sendBytes(context: ServerContext, bytes: Uint8Array): Promise<void> {
  if (bytes.length <= gzipThresholdBytes || !wantsGzip(context)) {
    context.response.send(200, bytes);
    return;
  }
  const packed = await new Promise<Buffer>((resolve, reject) => {
    gzip(bytes, { level: constants.Z_BEST_SPEED }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
  });
  context.response.setHeader("content-encoding", "gzip");
  context.response.setHeader("vary", "Accept-Encoding");
  context.response.send(200, packed);
}

function sendPieces(context: ServerContext, pieces: readonly Buffer[]): Promise<void> {
  const stream = context.response.startStream(200);
  const { signal } = context.request;
  return new Promise((resolve) => {
    let next = 0;
    const pump = (): void => {
      while (next < pieces.length) {
        if (!stream.write(pieces[next++] as Buffer)) break;
      }
      if (next < pieces.length) return;
      stream.end();
      resolve();
    };
    signal.addEventListener("abort", () => resolve(), { once: true });
    stream.onDrain(() => {
      if (next < pieces.length) pump();
    });
    pump();
  });
}

/** The list as JSON, cut into pieces of about 128 KiB. */
function joined(page: ListPage, resource: ServedResource): Buffer[] {
  const { listKind } = resource.definition;
  const head = JSON.stringify({
    kind: listKind,
    apiVersion: resource.apiVersion,
    metadata: listMetadata(page),
  });
  const opening = Buffer.from(`${head.slice(0, -1)},"items":[`);
  if (page.joined) {
    const [first, ...rest] = page.joined;
    // Nothing stands before the first item, so its comma goes.
    return first ? [opening, first.subarray(1), ...rest, closing] : [opening, closing];
  }
  const pieces: Buffer[] = [];
  let parts: Buffer[] = [opening];
  let length = 0;
  for (let index = 0; index < page.entries.length; index++) {
    const { body } = page.entries[index] as CacheEntry;
    if (index > 0) parts.push(comma);
    parts.push(body);
    length += body.length + 1;
    if (length < pieceBytes) continue;
    pieces.push(Buffer.concat(parts));
    parts = [];
    length = 0;
  }
  parts.push(closing);
  pieces.push(Buffer.concat(parts));
  return pieces;
}

function listMetadata(page: ListPage): Record<string, unknown> {
  return {
    resourceVersion: String(page.revision),
    ...(page.continueToken ? { continue: page.continueToken } : {}),
    ...(page.remainingItemCount !== undefined
      ? { remainingItemCount: page.remainingItemCount }
      : {}),
  };
}

function listObject(page: ListPage, resource: ServedResource, output: Output): UnstructuredObject {
  const objects = page.entries.map((entry) => entry.object);
  const metadata = listMetadata(page);
  const { as, version } = output.media;
  if (as === "Table") {
    return makeTable(objects, resource.definition.columns ?? defaultColumns, {
      version,
      includeObject: output.includeObject,
      now: output.now,
      metadata,
    });
  }
  if (as !== "") {
    return {
      kind: "PartialObjectMetadataList",
      apiVersion: `meta.k8s.io/${version}`,
      metadata,
      items: objects.map((object) => partialMetadata(object, version)),
    };
  }
  return {
    kind: resource.definition.listKind,
    apiVersion: resource.apiVersion,
    metadata,
    items: objects,
  };
}

function listStruct(resource: ServedResource): ServedResource["struct"] {
  const { group, version, listKind } = resource.definition;
  return structFor(group, version, listKind);
}

function wantsGzip(context: ServerContext): boolean {
  return context.request.headers["accept-encoding"]?.includes("gzip") ?? false;
}

function totalLength(pieces: readonly Buffer[]): number {
  let total = 0;
  for (const piece of pieces) total += piece.length;
  return total;
}
