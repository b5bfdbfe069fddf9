import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, it } from "node:test";
import { bytes } from "../../conformance/workload.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { encodeBatch } from "./write-queue.ts";
import type { WriteBatch } from "./writer-messages.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cox-writer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database whose next COMMIT fails in the given way; counts how often it was opened. */
class FaultyDisk {
  opened = 0;
  failNext: { errcode: number; afterCommit: boolean } | undefined;

  open = (path: string): DatabaseSync => {
    this.opened++;
    const database = new DatabaseSync(path);
    const exec = database.exec.bind(database);
    database.exec = (sql: string): void => {
      const fault = sql === "COMMIT" ? this.failNext : undefined;
      if (!fault || fault.afterCommit) exec(sql);
      if (!fault) return;
      this.failNext = undefined;
      throw Object.assign(new Error("disk I/O error"), { errcode: fault.errcode });
    };
    return database;
  };
}

function batch(...keys: string[]): WriteBatch {
  const settle = { resolve: () => {}, reject: () => {} };
  return encodeBatch(
    keys.map((key) => ({ key, value: bytes("v"), expectedRevision: 0, ...settle })),
  );
}

const failedFlush = 1034;
const full = 13;

it("SqliteWriter opens the database again after a failed flush and loses nothing before", () => {
  const disk = new FaultyDisk();
  const path = join(folder, "store.db");
  const writer = new SqliteWriter({ path, maximumSizeBytes: 0, openDatabase: disk.open });
  writer.write(batch("/a", "/b"));
  disk.failNext = { errcode: failedFlush, afterCommit: false };
  assert.throws(() => writer.write(batch("/c", "/d")), /disk I\/O error/);
  assert.deepEqual([disk.opened, writer.revision], [2, 3]);
  const { numbers } = writer.write(batch("/a", "/c"));
  assert.deepEqual([numbers[0], numbers[5]], [0, 4]);
  writer.close();
});

it("SqliteWriter counts on from what a failed flush left behind", () => {
  const disk = new FaultyDisk();
  const path = join(folder, "store.db");
  const writer = new SqliteWriter({ path, maximumSizeBytes: 0, openDatabase: disk.open });
  disk.failNext = { errcode: failedFlush, afterCommit: true };
  assert.throws(() => writer.write(batch("/a", "/b")));
  assert.equal(writer.revision, 3);
  const { numbers } = writer.write(batch("/c"));
  assert.equal(numbers[0], 4);
  writer.close();
});

it("SqliteWriter undoes a batch for which there is no space and keeps its connection", () => {
  const disk = new FaultyDisk();
  const path = join(folder, "store.db");
  const writer = new SqliteWriter({ path, maximumSizeBytes: 0, openDatabase: disk.open });
  disk.failNext = { errcode: full, afterCommit: false };
  assert.throws(() => writer.write(batch("/a")));
  assert.deepEqual([disk.opened, writer.revision], [1, 1]);
  assert.equal(writer.write(batch("/a")).numbers[0], 2);
  writer.close();
});

it("SqliteWriter compacts in bounded steps, also over a restart in the middle", () => {
  const path = join(folder, "store.db");
  let writer = new SqliteWriter({ path, maximumSizeBytes: 0 });
  for (let round = 0; round < 30; round++) {
    writer.write(batch(...Array.from({ length: 50 }, (_, index) => `/${round}/${index}`)));
  }
  const target = writer.revision;
  assert.equal(writer.compact(target), false);
  assert.equal(writer.isSwept, false);
  writer.close();
  writer = new SqliteWriter({ path, maximumSizeBytes: 0 });
  assert.deepEqual([writer.compactRevision, writer.isSwept], [target, false]);
  let steps = 1;
  while (!writer.compact(target)) steps++;
  assert.ok(steps > 2 && steps < 8, `${steps} steps`);
  writer.close();
});
