// How long ago, as kubectl prints it.
import { formatHumanDuration } from "#apimachinery";

/** "<unknown>" without a time stamp. `now` in milliseconds since 1970. */
export function timeSince(timestamp: string | undefined, now: number): string {
  const since = Date.parse(timestamp ?? "");
  return Number.isNaN(since) ? "<unknown>" : formatHumanDuration(now - since);
}
