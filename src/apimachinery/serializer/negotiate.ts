// Which format a body has and which one the answer gets: Content-Type and Accept, with Kubernetes'
// parameters for other representations (`as=Table`) and for watches (`stream=watch`).
// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
import type { GroupVersionKind } from "../meta/index.ts";
import { notAcceptable, type StatusError, unsupportedMediaType } from "../status-errors/index.ts";
import type { BodyFormat } from "./decode-structural.ts";
import { type MediaType, parseMediaTypes } from "./media-type.ts";

export const mediaTypes: Readonly<Record<BodyFormat, string>> = {
  json: "application/json",
  yaml: "application/yaml",
  protobuf: "application/vnd.kubernetes.protobuf",
};

/** What nearly every endpoint takes and gives. */
export const allFormats: readonly BodyFormat[] = ["json", "yaml", "protobuf"];
/** What a watch can be sent in. */
export const streamFormats: readonly BodyFormat[] = ["json", "protobuf"];

export interface AcceptOptions {
  /** The formats that the endpoint has, the first one by default. */
  formats: readonly BodyFormat[];
  /** Whether the object can be shown as this kind (Table, PartialObjectMetadata ...). */
  allowsTransform?(kind: GroupVersionKind, format: BodyFormat): boolean;
}

export interface AcceptedFormat {
  format: BodyFormat;
  /** The kind to show the object as. */
  as?: GroupVersionKind;
  /** `pretty=1` as a parameter. */
  isPretty: boolean;
}

/** Chooses by the Accept header; none means the endpoint's first format. Throws 406. */
export function negotiateAccept(
  header: string | undefined,
  options: AcceptOptions,
): AcceptedFormat {
  const first = options.formats[0];
  if ((header === undefined || header.trim() === "") && first !== undefined) {
    return { format: first, isPretty: false };
  }
  for (const clause of parseMediaTypes(header ?? "")) {
    if (clause.quality === 0) continue;
    for (const format of options.formats) {
      if (!matches(clause, mediaTypes[format])) continue;
      const as = transformOf(clause);
      if (as !== undefined && !allows(as, format, options)) continue;
      const { stream } = clause.parameters;
      if (stream !== undefined && stream !== "" && stream !== "watch") continue;
      return {
        format,
        ...(as === undefined ? {} : { as }),
        isPretty: clause.parameters["pretty"] === "1",
      };
    }
  }
  throw noneAccepted(options.formats.map((format) => mediaTypes[format]));
}

/** Tables have no protobuf form. */
function allows(as: GroupVersionKind, format: BodyFormat, options: AcceptOptions): boolean {
  if (as.kind === "Table" && format === "protobuf") return false;
  return options.allowsTransform?.(as, format) ?? false;
}

function matches(clause: MediaType, mediaType: string): boolean {
  const slash = mediaType.indexOf("/");
  return (
    (clause.type === "*" || clause.type === mediaType.slice(0, slash)) &&
    (clause.subtype === "*" || clause.subtype === mediaType.slice(slash + 1))
  );
}

function transformOf(clause: MediaType): GroupVersionKind | undefined {
  const { as = "", g = "", v = "" } = clause.parameters;
  return as === "" ? undefined : { group: g, version: v, kind: as };
}

/** The kinds that every resource can be shown as. */
export function isMetaTransform(kind: GroupVersionKind): boolean {
  return (
    kind.group === "meta.k8s.io" &&
    (kind.version === "v1" || kind.version === "v1beta1") &&
    ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"].includes(kind.kind)
  );
}

/** The Content-Type of an answer. */
export function responseContentType(format: BodyFormat, stream: boolean): string {
  const mediaType = mediaTypes[format];
  return stream && format !== "json" ? `${mediaType};stream=watch` : mediaType;
}

/** The format of a request's body; JSON when nothing is said. Throws 415. */
export function negotiateContentType(
  header: string | undefined,
  formats: readonly BodyFormat[] = allFormats,
): BodyFormat {
  if (header === undefined || header.trim() === "") return formats[0] ?? "json";
  const [type] = parseMediaTypes(header);
  const name = type === undefined ? "" : `${type.type}/${type.subtype}`;
  const format = formats.find((candidate) => mediaTypes[candidate] === name);
  if (format === undefined) throw unknownFormat(formats.map((f) => mediaTypes[f]));
  return format;
}

export type PatchType = "json" | "merge" | "strategic" | "apply";

const patchMediaTypes: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** The kind of patch; custom resources leave out "strategic" from `allowed`. Throws 415. */
export function negotiatePatchType(
  header: string | undefined,
  allowed: readonly PatchType[] = ["json", "merge", "strategic", "apply"],
): PatchType {
  const [type] = parseMediaTypes(header ?? "");
  const name = type === undefined ? "" : `${type.type}/${type.subtype}`;
  const patchType = allowed.find((candidate) => patchMediaTypes[candidate] === name);
  if (patchType === undefined) throw unknownFormat(allowed.map((p) => patchMediaTypes[p]));
  return patchType;
}

function noneAccepted(accepted: readonly string[]): StatusError {
  return notAcceptable(`only the following media types are accepted: ${accepted.join(", ")}`);
}

function unknownFormat(accepted: readonly string[]): StatusError {
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}
