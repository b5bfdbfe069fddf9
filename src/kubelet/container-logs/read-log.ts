// The log of one container as its client reads it: from a position in the file, to its end or for
// as long as the container runs, across rotation of the file.
// https://kubernetes.io/docs/concepts/cluster-administration/logging/
import { type FileHandle, open } from "node:fs/promises";
import { FileChanges } from "./file-changes.ts";
import { type LogFormatOptions, LogFormatter } from "./log-format.ts";
import { tailPosition } from "./tail-position.ts";

export interface ReadLogOptions extends LogFormatOptions {
  /** Only the last lines; absent: all. */
  tailLines?: number;
  /** Goes on until `stopped` resolves and what was written is read. Absent: to the present end. */
  follow?: { stopped: Promise<void> };
  signal?: AbortSignal;
}

const blockBytes = 64 * 1024;

/** Rejects with ENOENT when there is no file. The chunks are the reader's to keep. */
export async function* readLog(path: string, options: ReadLogOptions): AsyncGenerator<Buffer> {
  const { signal } = options;
  const changes = options.follow ? new FileChanges(path) : undefined;
  const end = (): void => changes?.end();
  signal?.addEventListener("abort", end, { once: true });
  void options.follow?.stopped.then(end, end);
  let opened: FileHandle | undefined;
  try {
    let file: FileHandle = await open(path, "r");
    opened = file;
    const { size } = await file.stat();
    const position =
      options.tailLines === undefined ? 0 : await tailPosition(file, size, options.tailLines);
    const reader = new FileReader(file, position, new LogFormatter(options));
    for (;;) {
      // Looked at before the reading: what was written until the end is then read to its end.
      const isLast = changes === undefined || changes.isEnded;
      for await (const chunk of reader.read()) {
        if (signal?.aborted) return;
        yield chunk;
      }
      if (reader.isFull || signal?.aborted) return;
      const next: FileHandle | undefined = changes ? await openSuccessor(path, file) : undefined;
      if (next) {
        // The runtime leaves the old file before it makes the new one: this is the rest of it.
        yield* reader.read();
        await file.close();
        file = next;
        opened = next;
        reader.replace(next);
        continue;
      }
      if (isLast) return;
      await changes.next();
    }
  } finally {
    signal?.removeEventListener("abort", end);
    changes?.close();
    await opened?.close();
  }
}

class FileReader {
  readonly #formatter: LogFormatter;
  #file: FileHandle;
  #position: number;

  constructor(file: FileHandle, position: number, formatter: LogFormatter) {
    this.#file = file;
    this.#position = position;
    this.#formatter = formatter;
  }

  get isFull(): boolean {
    return this.#formatter.isFull;
  }

  replace(file: FileHandle): void {
    this.#file = file;
    this.#position = 0;
    this.#formatter.startFile();
  }

  /** From where it stands to the present end. */
  async *read(): AsyncGenerator<Buffer> {
    const block = Buffer.alloc(blockBytes);
    while (!this.#formatter.isFull) {
      const { bytesRead } = await this.#file.read(block, 0, block.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      const output = this.#formatter.format(block.subarray(0, bytesRead));
      if (output.length > 0) yield output;
    }
  }
}

/** The file that stands at the path now, when it is another one than the open one. */
async function openSuccessor(path: string, file: FileHandle): Promise<FileHandle | undefined> {
  let next: FileHandle;
  try {
    next = await open(path, "r");
  } catch {
    return undefined;
  }
  const [old, fresh] = await Promise.all([file.stat(), next.stat()]);
  if (old.ino !== fresh.ino || old.dev !== fresh.dev) return next;
  await next.close();
  return undefined;
}
