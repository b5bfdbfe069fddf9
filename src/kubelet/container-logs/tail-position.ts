// Where the last lines of a log file begin, found from its end without reading the rest.
import type { FileHandle } from "node:fs/promises";
import { parseLogLine } from "./log-line.ts";

const blockBytes = 64 * 1024;
const newline = 0x0a;

/**
 * The offset of the last `lines` lines; 0 when there are fewer. A long line that the runtime has cut
 * into partial ones counts once. What follows the last newline is a line that is being written.
 */
export async function tailPosition(
  file: FileHandle,
  sizeBytes: number,
  lines: number,
): Promise<number> {
  if (lines <= 0) return sizeBytes;
  let left = lines;
  let end = sizeBytes;
  let later: Buffer = Buffer.alloc(0);
  while (end > 0) {
    const start = Math.max(0, end - blockBytes);
    const block = Buffer.alloc(end - start);
    const { bytesRead } = await file.read(block, 0, block.length, start);
    const bytes = Buffer.concat([block.subarray(0, bytesRead), later]);
    let lineEnd = bytes.length;
    while (lineEnd > 0) {
      const before = lineEnd < 2 ? -1 : bytes.lastIndexOf(newline, lineEnd - 2);
      // Unless this is the first block, the line begins in the one before.
      if (before < 0 && start > 0) break;
      if (completes(bytes.subarray(before + 1, lineEnd))) {
        if (left === 0) return start + lineEnd;
        left--;
      }
      lineEnd = before + 1;
    }
    later = Buffer.from(bytes.subarray(0, lineEnd));
    end = start;
  }
  return 0;
}

/** Whether a logical line ends with this line; one without newline is still being written. */
function completes(line: Buffer): boolean {
  if (line[line.length - 1] !== newline) return false;
  return parseLogLine(line.subarray(0, -1))?.isPartial !== true;
}
