// Turns objects into the bytes of an answer, in the form and format that the client asked for. The
// common case, JSON of what the cache holds, costs nothing: the bytes are there.
import { badRequest, type UnstructuredObject } from "#apimachinery";
import { encodeYaml } from "#apimachinery/serializer";
import type { ServerContext } from "../server-context.ts";
import type { CacheEntry } from "../storage/cache-entry.ts";
import { encodeProtobuf } from "./encoders.ts";
import { contentTypes, type MediaType, negotiate } from "./media-types.ts";
import { setWarnings } from "./send-error.ts";
import type { ServedResource } from "./served-resource.ts";
import { defaultColumns, type IncludeObject, makeTable, partialMetadata } from "./table.ts";

const storedForms = ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"];
const noForms: readonly string[] = [];

export interface Output {
  media: MediaType;
  pretty: boolean;
  includeObject: IncludeObject;
  /** Milliseconds since 1970, for ages. */
  now: number;
}

/** Throws NotAcceptable. `now` is asked for tables only. */
export function outputOf(context: ServerContext, resource: ServedResource, now: number): Output {
  const media = negotiate(context.request.headers["accept"], {
    protobuf: resource.struct !== undefined,
    forms: resource.storage ? storedForms : noForms,
  });
  return {
    media,
    pretty: isPretty(context),
    includeObject: media.as === "Table" ? includeObjectOf(context) : "Metadata",
    now,
  };
}

/** Sends one object of the resource's kind, given as it is cached. */
export function sendEntry(
  context: ServerContext,
  resource: ServedResource,
  answer: { status: number; entry: CacheEntry; output: Output },
): void {
  const { status, entry, output } = answer;
  if (output.media.format === "json" && output.media.as === "" && !output.pretty) {
    setWarnings(context);
    context.response.setHeader("content-type", contentTypes.json);
    context.response.send(status, entry.body);
    return;
  }
  sendObject(context, resource, { status, object: entry.object, output });
}

/** Sends one object. `struct`: of another kind than the resource's own (Scale, Status ...). */
export function sendObject(
  context: ServerContext,
  resource: ServedResource,
  answer: {
    status: number;
    object: UnstructuredObject;
    output: Output;
    struct?: ServedResource["struct"];
  },
): void {
  const { status, output } = answer;
  const { media } = output;
  let object = answer.object;
  let struct = answer.struct ?? resource.struct;
  if (media.as !== "") {
    object = transformed(object, resource, output);
    struct = undefined;
  }
  const bytes = encode(object, media, { struct, pretty: output.pretty });
  setWarnings(context);
  context.response.setHeader("content-type", contentTypes[media.format]);
  context.response.send(status, bytes);
}

function transformed(
  object: UnstructuredObject,
  resource: ServedResource,
  output: Output,
): UnstructuredObject {
  const { as, version } = output.media;
  if (as !== "Table") return partialMetadata(object, version);
  const { resourceVersion } = object.metadata;
  return makeTable([object], resource.definition.columns ?? defaultColumns, {
    version,
    includeObject: output.includeObject,
    now: output.now,
    metadata: resourceVersion ? { resourceVersion } : {},
  });
}

export function encode(
  object: UnstructuredObject,
  media: Pick<MediaType, "format">,
  options: { struct?: ServedResource["struct"]; pretty?: boolean } = {},
): Uint8Array | string {
  switch (media.format) {
    case "json":
      return options.pretty ? `${JSON.stringify(object, null, 2)}\n` : JSON.stringify(object);
    case "yaml":
      return encodeYaml(object);
    case "protobuf":
      return encodeProtobuf(object, options.struct);
  }
}

/** People with a plain HTTP client get line breaks without asking. */
export function isPretty(context: ServerContext): boolean {
  if (context.info.hasQuery) {
    const pretty = context.info.query.get("pretty");
    if (pretty !== null) return pretty !== "false" && pretty !== "0";
  }
  const agent = context.request.headers["user-agent"];
  if (!agent) return false;
  return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
}

function includeObjectOf(context: ServerContext): IncludeObject {
  const text = context.info.query.get("includeObject");
  if (!text) return "Metadata";
  if (text === "None" || text === "Metadata" || text === "Object") return text;
  throw badRequest(
    `Unsupported includeObject value: ${JSON.stringify(text)}: supported values: "None", "Metadata", "Object"`,
  );
}
