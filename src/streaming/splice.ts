// Two connections as one: bytes go both ways with back-pressure, an end on one side is passed on, and
// when one is gone the other is closed after what it still has to send.
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

/** Sends what is written, then closes without waiting for the peer's end. */
export function closeSoon(stream: Duplex): void {
  if (stream.destroyed) return;
  if (stream.writableFinished) {
    stream.destroy();
    return;
  }
  stream.once("finish", () => stream.destroy());
  stream.end();
}
