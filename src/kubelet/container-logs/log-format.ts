// From lines of a log file to what a client of the log is sent.
import { fixedNanoseconds, parseLogLine, timeMilliseconds } from "./log-line.ts";

export interface LogFormatOptions {
  /** Begins each line with its time. */
  timestamps?: boolean;
  /** Lines before this time are left out; milliseconds since the epoch. */
  sinceMilliseconds?: number;
  limitBytes?: number;
  /** Absent: both. */
  stream?: "stdout" | "stderr";
}

const newline = 0x0a;
const newlineBytes = Buffer.from("\n");

export class LogFormatter {
  readonly #options: LogFormatOptions;
  #rest: Buffer = Buffer.alloc(0);
  #leftBytes: number;
  /** By stream: the last line written was partial, so the next one goes on with it. */
  readonly #partial = { stdout: false, stderr: false };

  constructor(options: LogFormatOptions) {
    this.#options = options;
    this.#leftBytes = options.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** limitBytes is reached; nothing more will come. */
  get isFull(): boolean {
    return this.#leftBytes <= 0;
  }

  /** What the lines say that this chunk of the file completes. */
  format(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const parts: Buffer[] = [];
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(newline, at);
      if (end < 0) break;
      this.#formatLine(bytes.subarray(at, end), parts);
      at = end + 1;
    }
    // A copy, so that the chunk can be used again.
    this.#rest = Buffer.from(bytes.subarray(at));
    const output = Buffer.concat(parts);
    const allowed = output.subarray(0, Math.max(0, this.#leftBytes));
    this.#leftBytes -= output.length;
    return allowed;
  }

  /** The next chunk begins another file. */
  startFile(): void {
    this.#rest = Buffer.alloc(0);
  }

  #formatLine(bytes: Buffer, parts: Buffer[]): void {
    const { stream, sinceMilliseconds, timestamps } = this.#options;
    const line = parseLogLine(bytes);
    if (!line) return;
    if (stream !== undefined && line.stream !== stream) return;
    if (sinceMilliseconds !== undefined && timeMilliseconds(line.time) < sinceMilliseconds) return;
    if (timestamps && !this.#partial[line.stream]) {
      parts.push(Buffer.from(`${fixedNanoseconds(line.time)} `));
    }
    parts.push(line.text);
    if (!line.isPartial) parts.push(newlineBytes);
    this.#partial[line.stream] = line.isPartial;
  }
}
