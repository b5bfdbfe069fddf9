// A server that is killed at any moment keeps every write that it answered: no answered write is
// lost, no revision goes back and none is given out twice. The same database is killed many times.
// It is a process kill: what a power cut does is left to SQLite's synchronous=FULL.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { openBackend } from "#store";

const kills = 100;
const childPath = new URL("./store-kill-child.ts", import.meta.url).pathname;

interface Knowledge {
  /** By revision, over all lives: the key's writer and the stamp written, "-" for a deletion. */
  acknowledged: Map<number, { writer: number; stamp: string }>;
  /** The newest answered write of each writer. */
  newest: Map<number, { revision: number; stamp: string }>;
  /** Writers whose deletion had begun and was not answered when their process died. */
  deleting: Set<number>;
  /** The highest revision that was seen by anyone. */
  highest: number;
}

test("the sqlite store keeps every answered write over 100 kills", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cox-store-kill-"));
  try {
    const path = join(folder, "store.db");
    const known: Knowledge = {
      acknowledged: new Map(),
      newest: new Map(),
      deleting: new Set(),
      highest: 1,
    };
    for (let life = 0; life < kills; life++) {
      await liveAndDie(path, life, known);
      if (life % 10 === 9) await check(path, known);
    }
    assert.ok(known.acknowledged.size > kills, "the child wrote too little");
    await check(path, known);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Every other life also compacts all the time, so that kills fall into compactions. */
async function liveAndDie(path: string, life: number, known: Knowledge): Promise<void> {
  known.deleting.clear();
  const mode = life % 2 ? "compact" : "write";
  const child = spawn(process.execPath, [childPath, `sqlite:${path}`, `${life}`, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Some die while they open the store, most within a burst of writes.
  const linesToLive = life % 10 === 0 ? 0 : 1 + Math.floor(Math.random() * 400);
  let rest = "";
  let lines = 0;
  const note = (chunk: string): void => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) noteLine(line, known);
    lines += parts.length;
    if (lines > linesToLive) child.kill("SIGKILL");
  };
  child.stdout.setEncoding("utf8").on("data", note);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on("close", (_, signal) => resolve(signal));
  });
  assert.equal(await ended, "SIGKILL", "the child ended by itself");
}

function noteLine(line: string, known: Knowledge): void {
  const [kind, first, second, third] = line.split(" ");
  if (kind === "open") {
    assert.ok(Number(first) >= known.highest, `revision ${first} after ${known.highest}`);
    known.highest = Number(first);
  } else if (kind === "deleting") {
    known.deleting.add(Number(first));
  } else if (kind === "ack") {
    const writer = Number(first);
    known.deleting.delete(writer);
    const revision = Number(second);
    const stamp = third ?? "";
    assert.ok(!known.acknowledged.has(revision), `revision ${revision} given out twice`);
    known.acknowledged.set(revision, { writer, stamp });
    known.newest.set(writer, { revision, stamp });
    known.highest = Math.max(known.highest, revision);
  }
}

/** Opens the store as a later server would and compares it with what was answered. */
async function check(path: string, known: Knowledge): Promise<void> {
  const backend = await openBackend(`sqlite:${path}`);
  assert.ok((await backend.revision()) >= known.highest);
  for (const [writer, { revision, stamp }] of known.newest) {
    const item = await backend.get(`/kill/${writer}`);
    // A write that was under way may have become durable without an answer.
    if (item && item.modRevision > revision) continue;
    if (!item && known.deleting.has(writer)) continue;
    const shown = item && Buffer.from(item.value).toString().split(" ")[0];
    if (stamp !== "-") assert.equal(shown, stamp, `write ${revision} is lost`);
    else assert.equal(item, undefined, `deletion ${revision} is lost`);
  }
  await backend.close();
  checkFile(path, known);
}

/** History, too: what is still there is what was answered under that revision. */
function checkFile(path: string, known: Knowledge): void {
  const database = new DatabaseSync(path, { readOnly: true });
  const ok = database.prepare("PRAGMA integrity_check").get();
  assert.equal(ok?.["integrity_check"], "ok");
  const compacted = Number(
    database.prepare("SELECT compact_revision AS revision FROM compaction").get()?.["revision"],
  );
  const rows = database.prepare("SELECT revision, key, deleted, value FROM log").all();
  const byRevision = new Map(rows.map((row) => [Number(row["revision"]), row]));
  for (const [revision, { writer, stamp }] of known.acknowledged) {
    const row = byRevision.get(revision);
    if (revision < compacted && !row) continue;
    assert.ok(row, `revision ${revision} is lost`);
    assert.equal(row["key"], `/kill/${writer}`);
    const value = Buffer.from(row["value"] as Uint8Array)
      .toString()
      .split(" ")[0];
    assert.equal(row["deleted"] ? "-" : value, stamp);
  }
  database.close();
}
