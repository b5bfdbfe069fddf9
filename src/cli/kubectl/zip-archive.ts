// Reads single files out of a zip archive: just enough for the archives that npm packages ship.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  readSync(file, buffer, 0, length, position);
  return buffer;
}

/** The content of the first entry whose name satisfies the test. */
export function readZipEntry(
  path: string,
  isWanted: (name: string) => boolean,
): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    const tail = readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
    let at = tail.length - 22;
    while (at >= 0 && tail.readUInt32LE(at) !== endOfDirectory) at--;
    if (at < 0) throw new Error(`${path} is not a zip archive`);
    const directory = readAt(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
    for (
      let offset = 0;
      offset + 46 <= directory.length && directory.readUInt32LE(offset) === directoryEntry;
    ) {
      const nameLength = directory.readUInt16LE(offset + 28);
      const name = directory.toString("utf8", offset + 46, offset + 46 + nameLength);
      if (isWanted(name)) return readEntry(file, directory.subarray(offset));
      offset +=
        46 + nameLength + directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function readEntry(file: number, entry: Buffer): Buffer {
  const local = entry.readUInt32LE(42);
  const head = readAt(file, local, 30);
  const start = local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const data = readAt(file, start, entry.readUInt32LE(20));
  return entry.readUInt16LE(10) === 0 ? data : inflateRawSync(data);
}
