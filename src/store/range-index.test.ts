import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { RangeIndex } from "./range-index.ts";

it("find() gives exactly the ranges that hold the key, whatever was added and removed", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "0", "\0"), maxLength: 5 });
  const range = fc.oneof(
    fc.tuple(text, text),
    text.map((start) => [start, `${start}\0`] as [string, string]),
    text.map((start) => [`${start}/`, `${start}0`] as [string, string]),
  );
  const change = fc.record({ range, removed: fc.boolean() });
  const check = fc.property(fc.array(change), fc.array(text), (changes, keys) => {
    const index = new RangeIndex<number>();
    const kept = changes.filter(({ removed }) => !removed);
    changes.forEach(({ range: [start, end] }, member) => void index.add(start, end, member));
    for (const key of keys) index.find(key, () => {});
    changes.forEach(({ range: [start, end], removed }, member) => {
      if (removed) index.remove(start, end, member);
    });
    for (const key of keys) {
      const found: number[] = [];
      index.find(key, (member) => found.push(member));
      const expected = kept.filter(({ range: [start, end] }) => start <= key && key < end);
      const members = expected.map((entry) => changes.indexOf(entry));
      assert.deepEqual(
        found.sort((a, b) => a - b),
        members,
      );
    }
  });
  fc.assert(check, { numRuns: 500 });
});
