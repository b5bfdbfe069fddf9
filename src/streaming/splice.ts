// Two connections as one: bytes go both ways with back-pressure, an end on one side is passed on,
// and when one is gone the other is closed after what it still has to send.
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Resolves when both are closed. */
export function splice(first: Duplex, second: Duplex): Promise<void> {
  first.pipe(second);
  second.pipe(first);
  return Promise.all([closing(first, second), closing(second, first)]).then(() => undefined);
}

function closing(one: Duplex, other: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const closed = (): void => {
      closeSoon(other);
      resolve();
    };
    one.on("error", () => one.destroy());
    if (one.destroyed) closed();
    else one.once("close", closed);
  });
}

const lingerMilliseconds = 5_000;

/**
 * Sends what is written and the end, then waits for the peer's: closing while the peer still sends
 * would reset the connection, and the peer could lose what it has not read yet.
 */
export function closeSoon(stream: Duplex): void {
  if (stream.destroyed) return;
  if (!stream.writableEnded) stream.end();
  const destroy = (): void => {
    stream.destroy();
  };
  if (stream.readableEnded) {
    if (stream.writableFinished) destroy();
    else stream.once("finish", destroy);
    return;
  }
  stream.once("end", () => {
    if (stream.writableFinished) destroy();
    else stream.once("finish", destroy);
  });
  (stream as Partial<Socket>).setTimeout?.call(stream, lingerMilliseconds, destroy);
  stream.resume();
}
