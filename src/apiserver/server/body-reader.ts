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
    let isOver = false;
    const fail = (error: () => StatusError): void => {
      if (isOver) return;
      isOver = true;
      chunks.length = 0;
      reject(error());
    };
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) fail(() => tooLarge(limitBytes));
      else if (!isOver) chunks.push(chunk);
    });
    stream.on("end", () => {
      if (isOver) return;
      isOver = true;
      if (chunks.length === 0) resolve(nothing);
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    });
    stream.on("error", (cause) => fail(() => clientGone(cause)));
    stream.on("close", () => fail(() => clientGone(undefined)));
    if (stream.destroyed) fail(() => clientGone(undefined));
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
