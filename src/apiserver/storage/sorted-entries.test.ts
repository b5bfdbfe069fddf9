import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SortedEntries } from "./sorted-entries.ts";

interface Entry {
  key: string;
  value: number;
}

function joinKeys(entries: readonly Entry[]): string {
  return entries.map(({ key }) => key).join();
}

function keysOf(entries: SortedEntries<Entry, string>, start = "", end = "\uffff"): string[] {
  const keys: string[] = [];
  entries.forEach(start, end, (entry) => {
    keys.push(entry.key);
    return true;
  });
  return keys;
}

test("SortedEntries does what a sorted map does", () => {
  const operation = fc.record({
    isDelete: fc.boolean(),
    key: fc.integer({ min: 0, max: 3_000 }).map((n) => `k${String(n).padStart(5, "0")}`),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 3_000, minLength: 500 }), (operations) => {
      const entries = new SortedEntries<Entry, string>(joinKeys);
      const model = new Map<string, number>();
      operations.forEach(({ isDelete, key }, value) => {
        if (isDelete) {
          entries.delete(key);
          model.delete(key);
        } else {
          entries.set({ key, value });
          model.set(key, value);
        }
      });
      const expected = [...model.keys()].sort();
      assert.deepEqual(keysOf(entries), expected);
      assert.equal(entries.size, expected.length);
      const [start, end] = ["k00500", "k02000"];
      const inside = expected.filter((key) => key >= start && key < end);
      assert.deepEqual(keysOf(entries, start, end), inside);
      assert.equal(entries.count(start, end), inside.length);
      assert.equal(entries.made(start, end).join(), inside.join());
    }),
    { numRuns: 40 },
  );
});

test("SortedEntries.forEach() stops when told", () => {
  const entries = new SortedEntries<Entry, string>(joinKeys);
  for (const key of ["b", "a", "c"]) entries.set({ key, value: 0 });
  const seen: string[] = [];
  entries.forEach("a", "z", (entry) => {
    seen.push(entry.key);
    return seen.length < 2;
  });
  assert.deepEqual(seen, ["a", "b"]);
});
