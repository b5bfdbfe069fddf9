// Reads: ranges, limits, counts and old revisions.
import assert from "node:assert/strict";
import { it } from "node:test";
import { type Backend, prefixEnd } from "../backend.ts";
import { initialRevision } from "../revision.ts";
import { churn, create, rejectsWith, text } from "./workload.ts";

const prefix = "/pods/";
const range = { start: prefix, end: prefixEnd(prefix) };

export function describeRanges(backend: () => Backend): void {
  it("range() gives the keys of the range in order, with values, and nothing beside", async () => {
    const keys = await fill(backend());
    const result = await backend().range(range);
    assert.deepEqual(
      result.items.map(({ key }) => key),
      keys,
    );
    assert.deepEqual(
      result.items.map(({ value }) => text(value)),
      keys,
    );
    const { count, more, revision } = result;
    assert.deepEqual([count, more, revision], [keys.length, false, await backend().revision()]);
  });

  it("range() of an empty range gives nothing", async () => {
    await fill(backend());
    for (const [start, end] of [
      ["/r", "/s"],
      ["/s", "/r"],
      ["/q", "/q"],
    ] as const) {
      const { items, count, more } = await backend().range({ start, end });
      assert.deepEqual([items, count, more], [[], 0, false]);
    }
  });

  it("range() of one key ends before its longer neighbours", async () => {
    await fill(backend());
    const { items } = await backend().range({ start: "/pods/a", end: "/pods/a\0" });
    assert.deepEqual(
      items.map(({ key }) => key),
      ["/pods/a"],
    );
  });
}

export function describeLimits(backend: () => Backend): void {
  it("range() with a limit continues after the last key, at one revision", async () => {
    const keys = await fill(backend());
    const seen: string[] = [];
    let start = range.start;
    let revision: number | undefined;
    for (let page = 0; ; page++) {
      const at = revision === undefined ? {} : { revision };
      const result = await backend().range({ start, end: range.end, limit: 3, ...at });
      revision ??= result.revision;
      assert.equal(result.revision, revision);
      assert.equal(result.count, keys.length - seen.length);
      seen.push(...result.items.map(({ key }) => key));
      assert.equal(result.more, seen.length < keys.length);
      if (!result.more) break;
      start = `${result.items.at(-1)?.key}\0`;
      // Changes between the pages do not show.
      await create(backend(), `${prefix}zz-${page}`);
      const victim = await backend().get(keys[6 + page] as string);
      if (victim) await backend().delete(victim.key, victim.modRevision);
    }
    assert.deepEqual(seen, keys);
  });

  it("range() with countOnly counts and gives no items", async () => {
    const keys = await fill(backend());
    const result = await backend().range({ ...range, countOnly: true });
    assert.deepEqual([result.items, result.count, result.more], [[], keys.length, false]);
  });

  it("range() reads many and large values in one state", async () => {
    const value = new Uint8Array(20_000).fill(3);
    const names = Array.from({ length: 700 }, (_, index) => `${prefix}${10_000 + index}`);
    await Promise.all(names.map((key) => backend().create(key, value)));
    const reading = backend().range(range);
    const writing = names.slice(500).map(async (key) => {
      const item = await backend().get(key);
      await backend().delete(key, item?.modRevision ?? 0);
    });
    const result = await reading;
    await Promise.all(writing);
    const expected = result.items.filter(({ modRevision }) => modRevision <= result.revision);
    assert.equal(result.items.length, expected.length);
    assert.equal(result.items.length, 700 - (result.revision - initialRevision - 700));
    const limited = await backend().range({ ...range, limit: 120 });
    assert.deepEqual([limited.items.length, limited.count, limited.more], [120, 500, true]);
  });
}

export function describeOldRevisions(backend: () => Backend): void {
  it("get() and range() show every revision as it was", async () => {
    const states = await churn(backend(), 150);
    for (const [revision, state] of states) {
      const result = await backend().range({ start: "/", end: "0", revision });
      const shown = new Map(result.items.map(({ key, value }) => [key, text(value)]));
      assert.deepEqual([...shown].sort(), [...state].sort(), `at ${revision}`);
      assert.equal(result.revision, revision);
      assert.equal(result.count, state.size);
      const { items, count, more } = await backend().range({
        ...{ start: "/", end: "0", revision, limit: 2 },
      });
      assert.deepEqual(
        [items.length, count, more],
        [Math.min(2, state.size), state.size, state.size > 2],
      );
      assert.equal(text((await backend().get("/key-3", revision))?.value), state.get("/key-3"));
    }
  });

  it("a revision that is not reached is refused, 0 means now", async () => {
    const revision = await create(backend(), "/a", "1");
    await rejectsWith("future-revision", backend().get("/a", revision + 1));
    const future = { start: "/", end: "0", revision: revision + 1 };
    await rejectsWith("future-revision", backend().range(future));
    await rejectsWith("future-revision", backend().compact(revision + 1));
    assert.equal(text((await backend().get("/a", 0))?.value), "1");
    assert.equal((await backend().range({ start: "/", end: "0", revision: 0 })).count, 1);
  });
}

/** Keys of the range, returned in order, and others beside it. */
async function fill(backend: Backend): Promise<string[]> {
  const keys = ["b", "a", "ab", "a/b", "a-b", "z", "é", "日本"].map((name) => prefix + name);
  for (const key of keys) await create(backend, key, key);
  for (const key of ["/pod", "/pods", "/pods0", "/poda/x", "/q"]) await create(backend, key);
  return keys.sort();
}
