import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, it } from "node:test";
import { describeBackend } from "../../backend.conformance.ts";
import { WatchLog } from "../../conformance/watch-log.ts";
import {
  bytes,
  churn,
  create,
  describeEvent,
  rejectsWith,
  text,
  update,
} from "../../conformance/workload.ts";
import { openSqliteBackend } from "./sqlite-backend.ts";

const folder = mkdtempSync(join(tmpdir(), "cox-store-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let stores = 0;

function newPath(): string {
  return join(folder, `${stores++}`, "store.db");
}

describeBackend("sqlite", () => openSqliteBackend({ path: newPath() }));

describe("openSqliteBackend()", () => {
  it("finds everything again after close: state, history, revisions, compaction", async () => {
    const path = newPath();
    const before = await openSqliteBackend({ path });
    const live = new WatchLog();
    before.watch({ start: "/", end: "0" }, live);
    const states = await churn(before, 100);
    const last = await before.revision();
    await live.reaches(last);
    await before.compact(last - 50);
    await before.close();
    const again = await openSqliteBackend({ path });
    assert.equal(await again.revision(), last);
    for (let revision = last - 50; revision <= last; revision++) {
      const { items } = await again.range({ start: "/", end: "0", revision });
      const shown = items.map(({ key, value }) => [key, text(value)]);
      assert.deepEqual(shown, [...(states.get(revision) ?? [])].sort());
    }
    const log = new WatchLog();
    again.watch({ start: "/", end: "0", fromRevision: last - 50 }, log);
    await log.reaches(last);
    assert.deepEqual(log.received.map(describeEvent), live.received.slice(-51).map(describeEvent));
    await rejectsWith("compacted", again.get("/key-1", last - 51), last - 50);
    assert.equal(await create(again, "/new"), last + 1);
    await again.close();
  });

  it("never gives a revision out again when the newest rows were compacted away", async () => {
    const path = newPath();
    let highest = 1;
    for (let round = 0; round < 4; round++) {
      const backend = await openSqliteBackend({ path });
      assert.equal(await backend.revision(), highest);
      const created = await create(backend, "/only");
      assert.equal(created, highest + 1);
      highest = (await backend.delete("/only", created)).revision;
      await backend.compact(highest);
      await backend.close();
    }
  });

  it("refuses a second opener and names the process that has the store", async () => {
    const path = newPath();
    const backend = await openSqliteBackend({ path });
    const named = new RegExp(`is open in another server, process ${process.pid}$`);
    await assert.rejects(openSqliteBackend({ path }), named);
    const url = new URL("./sqlite-backend.ts", import.meta.url).href;
    const script = `import { openSqliteBackend } from ${JSON.stringify(url)};
      await openSqliteBackend({ path: ${JSON.stringify(path)} }).catch((e) => console.log(e.message));`;
    const other = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    assert.match(String(other.stdout).trim(), named);
    assert.equal(await create(backend, "/still-mine"), 2);
    await backend.close();
    await (await openSqliteBackend({ path })).close();
  });

  it("makes a file that only its owner can read", async () => {
    const path = newPath();
    const backend = await openSqliteBackend({ path });
    await create(backend, "/secret");
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      assert.equal(statSync(file).mode & 0o777, 0o600, file);
    }
    await backend.close();
  });

  it("refuses a file that is damaged or not its own", async () => {
    const foreign = newPath();
    mkdirSync(dirname(foreign), { recursive: true });
    const database = new DatabaseSync(foreign);
    database.exec("CREATE TABLE theirs (x)");
    database.close();
    await rejectsWith("corrupt", openSqliteBackend({ path: foreign }));
    const garbage = newPath();
    mkdirSync(dirname(garbage), { recursive: true });
    writeFileSync(garbage, "this is not a database ".repeat(1000));
    await rejectsWith("corrupt", openSqliteBackend({ path: garbage }));
    await rejectsWith("unavailable", openSqliteBackend({ path: join(garbage, "store.db") }));
  });

  it("refuses writes without space, goes on reading, and recovers by itself", async () => {
    const path = newPath();
    const backend = await openSqliteBackend({ path, maximumSizeBytes: 4 * 1024 * 1024 });
    const value = new Uint8Array(100_000).fill(1);
    let written = 0;
    const filling = async (): Promise<void> => {
      for (; written < 1000; written++) await backend.create(`/${written}`, value);
    };
    await rejectsWith("no-space", filling());
    assert.ok(written > 10 && written < 60);
    const before = await backend.revision();
    assert.equal((await backend.range({ start: "/", end: "0" })).count, written);
    await rejectsWith("no-space", backend.create("/large", value));
    assert.equal(await backend.revision(), before);
    for (let index = 0; index < 10; index++) {
      const item = await backend.get(`/${index}`);
      await backend.delete(`/${index}`, item?.modRevision ?? 0);
    }
    await backend.compact(await backend.revision());
    assert.equal(await create(backend, "/fits"), before + 11);
    await backend.close();
  });

  it("gives pages back when history was much", async () => {
    const path = newPath();
    const backend = await openSqliteBackend({ path });
    const value = "x".repeat(20_000);
    let revision = await create(backend, "/a", value);
    for (let round = 0; round < 30; round++) {
      const keys = Array.from({ length: 50 }, (_, index) => `/${round}/${index}`);
      await Promise.all(keys.map((key) => create(backend, key, value)));
      const items = await backend.range({ start: `/${round}/`, end: `/${round}0` });
      await Promise.all(items.items.map((item) => backend.delete(item.key, item.modRevision)));
    }
    revision = await update(backend, "/a", "small", revision);
    await backend.compact(revision);
    await backend.close();
    assert.ok(statSync(path).size < 12 * 1024 * 1024, `${statSync(path).size}`);
  });

  it("fails writes, ends watches and goes on reading when its writer is lost", async () => {
    const path = newPath();
    const before = await openSqliteBackend({ path });
    await create(before, "/a", "kept");
    await before.close();
    const script = `import { parentPort } from "node:worker_threads";
      parentPort.postMessage({ type: "opened", revision: 2, compactRevision: 0, isSwept: true });
      parentPort.on("message", () => process.exit(3));`;
    const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    const backend = await openSqliteBackend({ path, workerUrl });
    const log = new WatchLog();
    backend.watch({ start: "/", end: "0" }, log);
    await rejectsWith("unavailable", create(backend, "/b"));
    await log.until(() => log.error !== undefined);
    assert.equal(log.error?.code, "unavailable");
    await rejectsWith("unavailable", create(backend, "/c"));
    await rejectsWith("unavailable", backend.compact(2));
    assert.equal(text((await backend.get("/a"))?.value), "kept");
    await backend.close();
    const missing = new URL("./no-such-worker.ts", import.meta.url);
    await rejectsWith("unavailable", openSqliteBackend({ path, workerUrl: missing }));
  });

  it("tells watches of a write that failed and was found to be there all the same", async () => {
    const path = newPath();
    const before = await openSqliteBackend({ path });
    await create(before, "/a", "kept");
    await before.close();
    const insert = `INSERT INTO log VALUES (3, '/b', 3, 0, 0, x'62');
      INSERT INTO current VALUES ('/b', 3, 3)`;
    const failure = { type: "failed", code: "unavailable", message: "", cause: "", revision: 3 };
    const script = `import { parentPort } from "node:worker_threads";
      import { DatabaseSync } from "node:sqlite";
      const database = new DatabaseSync(${JSON.stringify(path)});
      parentPort.postMessage({ type: "opened", revision: 2, compactRevision: 0, isSwept: true });
      parentPort.once("message", () => {
        database.exec(${JSON.stringify(insert)});
        parentPort.postMessage(${JSON.stringify(failure)});
      });`;
    const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    const backend = await openSqliteBackend({ path, workerUrl });
    const log = new WatchLog();
    backend.watch({ start: "/", end: "0" }, log);
    await rejectsWith("unavailable", create(backend, "/b", "b"));
    await log.reaches(3);
    assert.deepEqual(log.received.map(describeEvent), ["put /b b at 3 created 3, was nothing"]);
    assert.equal(await backend.revision(), 3);
  });

  it("writes nothing while nothing is written, and little for a lease", async () => {
    const path = newPath();
    const backend = await openSqliteBackend({ path });
    const lease = bytes("x".repeat(500));
    await backend.create("/lease", lease);
    const writtenBytes = statSync(`${path}-wal`).size;
    const mark = statSync(path).mtimeMs;
    await backend.get("/lease");
    await backend.range({ start: "/", end: "0" });
    assert.equal(statSync(`${path}-wal`).size, writtenBytes);
    assert.equal(statSync(path).mtimeMs, mark);
    let revision = (await backend.get("/lease"))?.modRevision ?? 0;
    for (let renewal = 0; renewal < 6; renewal++) {
      revision = (await backend.update("/lease", lease, revision)).revision;
    }
    assert.ok(statSync(`${path}-wal`).size - writtenBytes < 1024 * 1024);
    await backend.close();
  });
});
