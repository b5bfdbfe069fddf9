// Writes: revisions, compare-and-write, and what concurrent writers are promised.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Backend } from "../backend.ts";
import { initialRevision, maximumValueBytes } from "../revision.ts";
import { WatchLog } from "./watch-log.ts";
import { bytes, create, readable, rejectsWith, text, update } from "./workload.ts";

export function describeWrites(backend: () => Backend): void {
  it("revision() is 1 for an empty store and goes up by one with each write", async () => {
    assert.equal(await backend().revision(), initialRevision);
    for (let revision = initialRevision + 1; revision < 6; revision++) {
      assert.equal(await create(backend(), `/key-${revision}`), revision);
      assert.equal(await backend().revision(), revision);
    }
  });

  it("create() refuses an existing key and shows what is there", async () => {
    const revision = await create(backend(), "/a", "first");
    const again = await backend().create("/a", bytes("second"));
    assert.equal(again.ok, false);
    assert.equal(again.revision, revision);
    assert.deepEqual(readable(again.ok ? undefined : again.current), {
      ...{ key: "/a", value: "first", createRevision: revision, modRevision: revision },
    });
    assert.equal(await backend().revision(), revision);
  });

  it("update() writes only over the expected revision and keeps the create revision", async () => {
    const created = await create(backend(), "/a", "1");
    const updated = await backend().update("/a", bytes("2"), created);
    assert.equal(updated.ok && updated.revision, created + 1);
    assert.equal(text(updated.ok ? updated.previous?.value : undefined), "1");
    const stale = await backend().update("/a", bytes("3"), created);
    assert.equal(stale.ok, false);
    assert.equal(text(stale.ok ? undefined : stale.current?.value), "2");
    assert.deepEqual(readable(await backend().get("/a")), {
      ...{ key: "/a", value: "2", createRevision: created, modRevision: created + 1 },
    });
    const absent = await backend().update("/absent", bytes("1"), created);
    assert.deepEqual(absent, { ok: false, revision: created + 1, current: undefined });
  });
}

export function describeDeletes(backend: () => Backend): void {
  it("delete() deletes only the expected revision and returns what it deleted", async () => {
    const created = await create(backend(), "/a", "1");
    assert.equal((await backend().delete("/a", created + 7)).ok, false);
    const deleted = await backend().delete("/a", created);
    assert.equal(deleted.ok && deleted.revision, created + 1);
    assert.equal(text(deleted.ok ? deleted.previous?.value : undefined), "1");
    assert.equal(await backend().get("/a"), undefined);
    const again = await backend().delete("/a", created + 1);
    assert.deepEqual(again, { ok: false, revision: created + 1, current: undefined });
    assert.equal((await backend().delete("/a", 0)).ok, false);
  });

  it("create() after delete() begins a new life of the key", async () => {
    const first = await create(backend(), "/a", "1");
    await backend().delete("/a", first);
    const second = await create(backend(), "/a", "2");
    assert.equal(second, first + 2);
    assert.deepEqual(readable(await backend().get("/a")), {
      ...{ key: "/a", value: "2", createRevision: second, modRevision: second },
    });
    assert.equal((await backend().update("/a", bytes("3"), first)).ok, false);
    assert.equal(text((await backend().get("/a", first))?.value), "1");
    assert.equal(await backend().get("/a", first + 1), undefined);
  });

  it("writes keep any bytes, an empty value and the largest one, and refuse a larger", async () => {
    const every = Uint8Array.from({ length: 256 }, (_, index) => index);
    const largest = new Uint8Array(maximumValueBytes).fill(7);
    // A view into a larger block must not bring its neighbours along.
    const view = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4);
    for (const value of [every, new Uint8Array(0), largest, view]) {
      const key = `/value-${value.byteLength}`;
      assert.equal((await backend().create(key, value)).ok, true);
      assert.deepEqual(Buffer.from((await backend().get(key))?.value ?? []), Buffer.from(value));
    }
    const tooLarge = new Uint8Array(maximumValueBytes + 1);
    await rejectsWith("too-large", backend().create("/large", tooLarge));
    assert.equal(await backend().get("/large"), undefined);
  });

  it("sizeBytes() is above what was written", async () => {
    const value = new Uint8Array(100_000).fill(1);
    await backend().create("/a", value);
    assert.ok((await backend().sizeBytes()) >= value.byteLength);
  });
}

export function describeConcurrency(backend: () => Backend): void {
  it("1,000 interleaved writers lose no update", async () => {
    const keys = Array.from({ length: 25 }, (_, index) => `/counter/${index}`);
    for (const key of keys) await create(backend(), key, "0");
    const first = await backend().revision();
    const revisions = new Set<number>();
    const increment = async (key: string): Promise<void> => {
      for (;;) {
        const item = await backend().get(key);
        assert.ok(item);
        const next = bytes(`${Number(text(item.value)) + 1}`);
        const result = await backend().update(key, next, item.modRevision);
        if (!result.ok) continue;
        assert.ok(!revisions.has(result.revision), "a revision was given out twice");
        revisions.add(result.revision);
        return;
      }
    };
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) => increment(keys[index % 25] as string)),
    );
    const { items } = await backend().range({ start: "/counter/", end: "/counter0" });
    assert.deepEqual(
      items.map(({ value }) => text(value)),
      Array(25).fill("40"),
    );
    assert.equal(await backend().revision(), first + 1000);
    assert.equal(revisions.size, 1000);
  });

  it("of many who create one key exactly one succeeds", async () => {
    const racing = Array.from({ length: 100 }, (_, index) => {
      return backend().create("/one", bytes(`${index}`));
    });
    const results = await Promise.all(racing);
    const winners = results.filter(({ ok }) => ok);
    assert.equal(winners.length, 1);
    const item = await backend().get("/one");
    assert.equal(item?.modRevision, winners[0]?.revision);
    for (const result of results) {
      if (!result.ok) assert.deepEqual(readable(result.current), readable(item));
    }
  });

  it("a read after an answered write shows it, to everyone", async () => {
    const writing = Array.from({ length: 50 }, async (_, index) => {
      let revision = await create(backend(), `/k/${index}`, "0");
      for (let round = 1; round < 10; round++) {
        revision = await update(backend(), `/k/${index}`, `${round}`, revision);
        assert.equal((await backend().get(`/k/${index}`))?.modRevision, revision);
        const result = await backend().range({ start: `/k/${index}`, end: `/k/${index}\0` });
        assert.ok(result.revision >= revision);
        assert.equal(result.items[0]?.modRevision, revision);
        assert.ok((await backend().revision()) >= revision);
      }
    });
    await Promise.all(writing);
  });
}

export function describeClose(backend: () => Backend): void {
  it("close() finishes writes, ends watches and refuses what comes later", async () => {
    const log = new WatchLog();
    backend().watch({ start: "/", end: "0" }, log);
    const writing = Array.from({ length: 50 }, (_, index) => create(backend(), `/${index}`));
    const closing = backend().close();
    await Promise.all([...writing, closing]);
    assert.equal(log.received.length, 50);
    assert.equal(log.error?.code, "closed");
    await rejectsWith("closed", backend().get("/1"));
    await rejectsWith("closed", backend().range({ start: "/", end: "0" }));
    await rejectsWith("closed", backend().create("/a", bytes("")));
    await rejectsWith("closed", backend().update("/a", bytes(""), 2));
    await rejectsWith("closed", backend().delete("/a", 2));
    await rejectsWith("closed", backend().revision());
    await rejectsWith("closed", backend().compact(2));
    await rejectsWith("closed", backend().sizeBytes());
    const late = new WatchLog();
    backend().watch({ start: "/", end: "0" }, late);
    await late.until(() => late.error !== undefined);
    assert.equal(late.error?.code, "closed");
    await backend().close();
  });
}
