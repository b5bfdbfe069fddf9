// Every failure reaches the client as a Status object in a format that it reads.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
import type { Status, StatusError, UnstructuredObject } from "#apimachinery";
import { encodeYaml } from "#apimachinery/serializer";
import type { ServerContext } from "../server-context.ts";
import { encodeProtobuf, statusStruct } from "./encoders.ts";
import { contentTypes, type MediaType, negotiate } from "./media-types.ts";

const warningTextLimit = 256;
const warningsLimit = 50;

export function sendError(context: ServerContext, error: StatusError): void {
  sendStatus(context, error.status);
}

export function sendStatus(context: ServerContext, status: Status): void {
  const { response } = context;
  if (response.headersSent) return;
  const media = errorMedia(context.request.headers["accept"]);
  const seconds = status.details?.retryAfterSeconds;
  if (seconds) response.setHeader("retry-after", String(seconds));
  setWarnings(context);
  response.setHeader("content-type", contentTypes[media.format]);
  response.send(status.code, encodeStatus(status, media));
}

function encodeStatus(status: Status, media: MediaType): Uint8Array | string {
  const object = status as unknown as UnstructuredObject;
  if (media.format === "yaml") return encodeYaml(object);
  if (media.format === "protobuf") return encodeProtobuf(object, statusStruct());
  return JSON.stringify(status);
}

/** Who asks for what cannot be had is told so in JSON. */
function errorMedia(accept: string | undefined): MediaType {
  try {
    const media = negotiate(accept, { protobuf: true, forms: ["Table"] });
    return { ...media, as: "" };
  } catch {
    return { format: "json", as: "", version: "" };
  }
}

/** One header line with all warnings: `299 - "text"`. */
export function setWarnings(context: ServerContext): void {
  if (context.warnings.length === 0) return;
  const texts = [...new Set(context.warnings)].slice(0, warningsLimit);
  context.response.setHeader("warning", texts.map((text) => `299 - ${quoted(text)}`).join(", "));
}

function quoted(text: string): string {
  const plain = [...text]
    .filter((character) => character >= " " && character !== "\u007f")
    .join("")
    .slice(0, warningTextLimit);
  // Header values are Latin-1; what is beyond is written as an escape.
  const latin = plain.replace(/[^\x20-\x7e]/g, "?");
  return `"${latin.replace(/[\\"]/g, "\\$&")}"`;
}
