// Reads a request's body within a limit. A body that is declared or turns out too large is refused
// before it is kept.
import type { Readable } from "node:stream";
import { requestEntityTooLarge, StatusError } from "#apimachinery";

const nothing = new Uint8Array(0);

export function readLimited(
  stream: Readable,
  declaredLength: string | undefined,
  limitBytes: number,
): Promise<Uint8Array> {
  if (declaredLength !== undefined && Number(declaredLength) > limitBytes) {
    stream.resume();
    return Promise.reject(tooLarge(limitBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge(limitBytes));
      }
    });
    stream.once("end", () => {
      if (length > limitBytes) return;
      if (chunks.length === 0) resolve(nothing);
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    });
    const gone = (cause?: unknown): void => reject(clientGone(cause));
    stream.once("error", gone);
    stream.once("aborted", () => gone());
    stream.once("close", () => gone());
    if (stream.destroyed) gone();
  });
}

function tooLarge(limitBytes: number): StatusError {
  return requestEntityTooLarge(`limit is ${limitBytes}`);
}

/** For a request whose client went away while its body was read; nobody hears the answer. */
function clientGone(cause: unknown): StatusError {
  return new StatusError(
    { code: 499, reason: "ClientClosedRequest", message: "The client closed the request" },
    { cause },
  );
}
