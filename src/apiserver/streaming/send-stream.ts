// Hands a stream to a client as fast as the client reads it.
import type { Readable } from "node:stream";
import type { RequestContext } from "../request-context.ts";

/** Resolves at the end of the stream or of the client. A stream that breaks cuts the answer. */
export async function sendStream(
  source: Readable,
  context: RequestContext,
  status: number,
): Promise<void> {
  const { request, response } = context;
  const stream = response.startStream(status);
  let resume: (() => void) | undefined;
  stream.onDrain(() => resume?.());
  const abort = (): void => {
    resume?.();
    source.destroy();
  };
  request.signal.addEventListener("abort", abort, { once: true });
  try {
    for await (const chunk of source) {
      if (request.signal.aborted) break;
      if (stream.write(chunk as Uint8Array)) continue;
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
    }
    stream.end();
  } catch {
    stream.destroy();
  } finally {
    request.signal.removeEventListener("abort", abort);
    source.destroy();
  }
}
