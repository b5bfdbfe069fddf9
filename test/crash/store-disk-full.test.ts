// A disk that is really full: writes are refused, reads go on, and once there is space again writes
// work without a restart. On a small tmpfs of its own, which needs root.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Backend, openBackend, StoreError } from "#store";

const megabyte = 1024 * 1024;
const skip = process.getuid?.() === 0 ? false : "mounting a tmpfs needs root";

test("the sqlite store survives a full disk", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "cox-store-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "cox-store-full", folder]);
  let backend: Backend | undefined;
  try {
    backend = await openBackend(`sqlite:${join(folder, "store.db")}`);
    const acknowledged = await fillDisk(backend, folder);
    await refusesWrites(backend, acknowledged);
    rmSync(join(folder, "ballast"));
    await accepts(backend, "/after-full");
    await backend.close();
    backend = await openBackend(`sqlite:${join(folder, "store.db")}`);
    await keepsReading(backend, acknowledged);
  } finally {
    await backend?.close();
    execFileSync("umount", [folder]);
    rmdirSync(folder);
  }
});

/** Takes the space away while writes go on; returns how many were answered. */
async function fillDisk(backend: Backend, folder: string): Promise<number> {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, "ballast"), new Uint8Array(bavail * bsize - 6 * megabyte));
  const value = new Uint8Array(50_000).fill(1);
  for (let written = 0; written < 1000; written++) {
    try {
      await backend.create(`/fill/${written}`, value);
    } catch (error) {
      assert.ok(error instanceof StoreError);
      assert.equal(error.code, "no-space", String(error.cause));
      return written;
    }
  }
  return assert.fail("the disk never became full");
}

async function refusesWrites(backend: Backend, acknowledged: number): Promise<void> {
  const before = await backend.revision();
  for (let round = 0; round < 5; round++) {
    const writing = backend.create("/refused", new Uint8Array(200_000));
    await assert.rejects(writing, (error) => {
      return error instanceof StoreError && error.code === "no-space";
    });
    await keepsReading(backend, acknowledged);
  }
  assert.equal(await backend.revision(), before);
  assert.equal(await backend.get("/refused"), undefined);
}

async function keepsReading(backend: Backend, acknowledged: number): Promise<void> {
  const { items } = await backend.range({ start: "/fill/", end: "/fill0" });
  assert.equal(items.length, acknowledged);
  assert.ok(items.every(({ value }) => value.byteLength === 50_000));
}

async function accepts(backend: Backend, key: string): Promise<void> {
  const result = await backend.create(key, new Uint8Array(100_000));
  assert.ok(result.ok);
  assert.equal((await backend.get(key))?.modRevision, result.revision);
}
