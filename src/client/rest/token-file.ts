// A bearer token in a file that somebody else replaces now and then (projected ServiceAccount
// tokens). Read when it is needed and older than a minute; no timer.
import { readFile } from "node:fs/promises";
import type { Clock } from "#base";

const maxAgeMilliseconds = 60_000;

/** For HttpsTransport. An unreadable file is an error only while there is no older token. */
export function tokenFile(path: string, clock: Clock): () => Promise<string> {
  let token: string | undefined;
  let readAt = 0;
  return async () => {
    if (token !== undefined && clock.monotonic() - readAt < maxAgeMilliseconds) return token;
    try {
      token = (await readFile(path, "utf8")).trim();
      readAt = clock.monotonic();
    } catch (cause) {
      if (token === undefined) throw new Error(`Cannot read the token file "${path}"`, { cause });
    }
    return token;
  };
}
