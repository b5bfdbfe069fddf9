// Reading response bodies: whole ones, and streams of JSON lines. Bytes are copied at most once,
// however the chunks fall.
import { Buffer } from "node:buffer";
import { StatusError } from "#apimachinery";

const newline = 0x0a;

/** All chunks as one buffer. Rejects when there are more than `limitBytes`. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  limitBytes = 1024 * 1024 * 1024,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limitBytes) throw new Error(`Response body is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  const only = chunks[0];
  if (chunks.length === 1 && only) {
    return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  }
  return Buffer.concat(chunks, length);
}

/** The lines of a stream, without their newline; a last line without one is given too. */
export async function* readLines(
  body: AsyncIterable<Uint8Array>,
  limitBytes = 64 * 1024 * 1024,
): AsyncGenerator<string, void, undefined> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      const tail = bytes.subarray(start, end);
      start = end + 1;
      if (pending.length === 0) {
        if (tail.length > 0) yield tail.toString("utf8");
        continue;
      }
      pending.push(tail);
      const line = Buffer.concat(pending, pendingBytes + tail.length).toString("utf8");
      pending = [];
      pendingBytes = 0;
      yield line;
    }
    if (start === bytes.length) continue;
    pending.push(bytes.subarray(start));
    pendingBytes += bytes.length - start;
    if (pendingBytes > limitBytes) throw new Error(`Line is longer than ${limitBytes} bytes`);
  }
  if (pendingBytes > 0) yield Buffer.concat(pending, pendingBytes).toString("utf8");
}

/** What was parsed of chunks that several readers share, for as long as anybody holds the chunk. */
const parsedChunks = new WeakMap<Uint8Array, readonly unknown[]>();

/**
 * The values of a stream of JSON lines whose chunks are whole lines, parsed once for all readers.
 */
export async function* readSharedValues(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, undefined> {
  for await (const chunk of body) {
    let values = parsedChunks.get(chunk);
    if (!values) {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("utf8");
      const lines = text.split("\n").filter((line) => line !== "");
      values = lines.map((line): unknown => JSON.parse(line));
      parsedChunks.set(chunk, values);
    }
    for (const value of values) yield value;
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The error that a response other than 2xx stands for: the Status in its body, or one made up. */
export function errorFromBody(code: number, text: string): StatusError {
  const status = parseStatus(text);
  if (status) return statusErrorOf(status, code);
  const excerpt = text.trim().slice(0, 2048);
  return new StatusError({
    code,
    reason: reasons[code] ?? "Unknown",
    message: excerpt === "" ? `the server answered with HTTP status ${code}` : excerpt,
  });
}

/** The error that a Status object stands for, such as that of a watch's ERROR event. */
export function statusErrorOf(object: unknown, code = 500): StatusError {
  if (!isRecord(object)) return new StatusError({ code, reason: "Unknown" });
  const { kind: _kind, apiVersion: _apiVersion, status: _status, ...rest } = object;
  return new StatusError({
    ...(rest as object),
    code: typeof rest["code"] === "number" ? rest["code"] : code,
  });
}

function parseStatus(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value["kind"] === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
