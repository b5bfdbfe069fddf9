// One line of a log file in the CRI format: time, stream, tag (F full, P partial), text.
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md

export interface LogLine {
  /** RFC 3339 with nanoseconds, as the runtime wrote it. */
  time: string;
  stream: "stdout" | "stderr";
  /** The text goes on in the next line. */
  isPartial: boolean;
  text: Buffer;
}

const space = 0x20;
const partialTag = 0x50;

/** `line` is without its newline. Undefined for what is not in the format. */
export function parseLogLine(line: Buffer): LogLine | undefined {
  const first = line.indexOf(space);
  const second = first < 0 ? -1 : line.indexOf(space, first + 1);
  const third = second < 0 ? -1 : line.indexOf(space, second + 1);
  if (third < 0) return undefined;
  const stream = line.toString("latin1", first + 1, second);
  if (stream !== "stdout" && stream !== "stderr") return undefined;
  return {
    time: line.toString("latin1", 0, first),
    stream,
    // Further tags may follow behind colons.
    isPartial: line[second + 1] === partialTag,
    text: line.subarray(third + 1),
  };
}

/** Nine digits of a second whatever the runtime wrote: "2026-01-02T03:04:05.120000000Z". */
export function fixedNanoseconds(time: string): string {
  const match = /^(.{19})(?:\.(\d+))?(.*)$/.exec(time);
  if (!match) return time;
  return `${match[1]}.${(match[2] ?? "").padEnd(9, "0").slice(0, 9)}${match[3]}`;
}

/** Milliseconds since the epoch, with a fraction; NaN when it is no time. */
export function timeMilliseconds(time: string): number {
  const fixed = fixedNanoseconds(time);
  const milliseconds = Date.parse(`${fixed.slice(0, 23)}${fixed.slice(29)}`);
  return milliseconds + Number(fixed.slice(23, 29)) / 1e6;
}
