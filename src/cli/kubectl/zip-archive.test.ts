import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { readZipEntry } from "./zip-archive.ts";

function zip(entries: Record<string, string>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = deflateRawSync(Buffer.from(content));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    files.push(local, Buffer.from(name), data);
    offset += 30 + name.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}

test("readZipEntry() inflates the entry that is asked for", () => {
  const directory = mkdtempSync(join(tmpdir(), "cox-zip-"));
  try {
    const path = join(directory, "a.zip");
    writeFileSync(path, zip({ "helm/helm": "not this", "kubectl/kubectl": "this one" }));
    assert.equal(readZipEntry(path, (name) => name === "kubectl/kubectl")?.toString(), "this one");
    assert.equal(
      readZipEntry(path, (name) => name === "absent"),
      undefined,
    );
    writeFileSync(path, "no archive");
    assert.throws(() => readZipEntry(path, () => true), /is not a zip archive/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
