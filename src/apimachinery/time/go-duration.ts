// Durations as configuration and metav1.Duration fields write them: "1h30m0s", "300ms".

const unitMilliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds, with a fraction; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)(?:0|((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+))$/.exec(text);
  if (!match) return undefined;
  let milliseconds = 0;
  for (const [, number, unit] of (match[2] ?? "").matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    milliseconds += Number(number) * (unitMilliseconds[unit as string] as number);
  }
  return match[1] === "-" && milliseconds ? -milliseconds : milliseconds;
}

/** "1h30m0s", "1.5s", "300ms", "0s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0s";
  const sign = milliseconds < 0 ? "-" : "";
  const size = Math.abs(milliseconds);
  if (size < 1e-3) return `${sign}${Math.round(size * 1e6)}ns`;
  if (size < 1) return `${sign}${Number((size * 1e3).toFixed(3))}µs`;
  if (size < 1000) return `${sign}${Number(size.toFixed(6))}ms`;
  const seconds = Number(((size % 60_000) / 1000).toFixed(9));
  const minutes = Math.floor(size / 60_000) % 60;
  const hours = Math.floor(size / 3_600_000);
  if (hours) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}
