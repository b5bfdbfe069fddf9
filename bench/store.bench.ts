// The store's writes and reads, as ratios to what SQLite itself does with the same group commit in
// the same run: raw transactions on this thread, one row each, without compare-and-write, events or
// history. Run: node bench/store.bench.ts [seconds for each figure]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Backend, openBackend, type WatchSink } from "#store";
import { rawGroupCommit } from "./raw-group-commit.ts";

const milliseconds = Number(process.argv[2] ?? 1) * 1000;
const value = new Uint8Array(2048).fill(97);
const writerCounts = [1, 16, 64, 256];
const readKeys = 10_000;
const ignored: WatchSink = { events: () => {}, progress: () => {}, failed: () => {} };

const folder = mkdtempSync(join(tmpdir(), "cox-bench-"));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const backend = await openBackend(`sqlite:${join(folder, "store.db")}`);
  backend.watch({ start: "/", end: "0" }, ignored);
  for (const writers of writerCounts) {
    // Before and after, since a shared disk changes its speed from one second to the next.
    const rawBefore = rawGroupCommit(folder, writers, { milliseconds, value });
    const creates = await rate(writers, (writer, round) =>
      backend.create(`/create/${writers}/${writer}/${round}`, value),
    );
    const revisions = new Map<number, number>();
    const updates = await rate(writers, async (writer) => {
      const key = `/update/${writers}/${writer}`;
      const result = await backend.update(key, value, revisions.get(writer) ?? 0);
      if (!result.ok) throw new Error("A write was lost");
      revisions.set(writer, result.revision);
    });
    const rawAfter = rawGroupCommit(folder, writers, { milliseconds, value });
    const raw = (rawBefore + rawAfter) / 2;
    print(`${writers} writers: raw sqlite`, raw, raw);
    print(`${writers} writers: creates`, creates, raw);
    print(`${writers} writers: updates`, updates, raw);
  }
  await measureReads(backend);
  await backend.close();
}

async function measureReads(backend: Backend): Promise<void> {
  const keys = Array.from({ length: readKeys }, (_, index) => `/read/${100_000 + index}`);
  await Promise.all(keys.map((key) => backend.create(key, value)));
  const raw = rawReads();
  const gets = await rate(1, (_, round) => backend.get(keys[round % readKeys] as string));
  print("gets, against raw reads", gets, raw);
  const range = { start: "/read/", end: "/read0" };
  const items = (await rate(1, () => backend.range(range))) * readKeys;
  print(`items of a range of ${readKeys}, against raw reads`, items, raw);
  const pages = await rate(1, () => backend.range({ ...range, limit: 500 }));
  print("pages of 500 items, against raw reads of as many", pages * 500, raw);
}

/** Calls a second, by so many callers at once. */
async function rate(
  callers: number,
  action: (caller: number, round: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let calls = 0;
  const call = async (caller: number): Promise<void> => {
    for (let round = 0; performance.now() - start < milliseconds; round++, calls++) {
      await action(caller, round);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return (calls * 1000) / (performance.now() - start);
}

/** Single rows a second by primary key. */
function rawReads(): number {
  const database = new DatabaseSync(join(folder, "raw-reads.db"));
  database.exec("CREATE TABLE item (key TEXT PRIMARY KEY, value BLOB); BEGIN");
  const insert = database.prepare("INSERT INTO item VALUES (?, ?)");
  for (let row = 0; row < readKeys; row++) insert.run(`/read/${row}`, value);
  database.exec("COMMIT");
  const select = database.prepare("SELECT value FROM item WHERE key = ?");
  const start = performance.now();
  let reads = 0;
  for (; performance.now() - start < milliseconds; reads++) select.get(`/read/${reads % readKeys}`);
  const result = (reads * 1000) / (performance.now() - start);
  database.close();
  return result;
}

function print(name: string, perSecond: number, raw: number): void {
  const ratio = (perSecond / raw).toFixed(2);
  process.stdout.write(`${name.padEnd(52)} ${Math.round(perSecond).toString().padStart(9)}/s`);
  process.stdout.write(`  ratio ${ratio}\n`);
}
