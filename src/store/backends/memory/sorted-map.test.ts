import assert from "node:assert/strict";
import { it } from "node:test";
import { SortedMap } from "./sorted-map.ts";

it("SortedMap keeps thousands of keys in order through insertions and deletions", () => {
  const map = new SortedMap<number>();
  const model = new Map<string, number>();
  for (let step = 0; step < 20_000; step++) {
    const key = `${(step * 7919) % 5003}`;
    if (step % 3 === 2) {
      map.delete(key);
      model.delete(key);
    } else {
      map.set(key, step);
      model.set(key, step);
    }
  }
  const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.equal(map.size, model.size);
  for (const [start, end] of [
    ["", "z"],
    ["1", "2"],
    ["250", "2500"],
    ["z", "zz"],
    ["5", "1"],
  ]) {
    const expected = sorted.filter(([key]) => key >= String(start) && key < String(end));
    assert.deepEqual([...map.range(String(start), String(end))], expected);
  }
  for (const key of model.keys()) map.delete(key);
  assert.deepEqual([[...map.range("", "z")], map.size], [[], 0]);
});
