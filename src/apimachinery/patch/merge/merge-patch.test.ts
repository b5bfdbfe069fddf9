import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyMergePatch, createMergePatch } from "./merge-patch.ts";

// The examples of RFC 7386, appendix A.
const cases: [unknown, unknown, unknown][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];
for (const [document, patch, expected] of cases) {
  test(`applyMergePatch() of ${JSON.stringify(patch)} to ${JSON.stringify(document)}`, () => {
    assert.deepEqual(applyMergePatch(document, patch), expected);
  });
}

const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.array(fc.integer()), tie("record")),
  record: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "toString"), tie("any")),
}));
const record = value.record as fc.Arbitrary<Record<string, unknown>>;

test("createMergePatch() makes what turns one document into the other", () => {
  fc.assert(
    fc.property(record, record, (original, modified) => {
      const patch = createMergePatch(original, modified);
      assert.equal(
        JSON.stringify(sorted(applyMergePatch(original, patch))),
        JSON.stringify(sorted(modified)),
      );
      assert.deepEqual(createMergePatch(original, original), {});
    }),
  );
});

function sorted(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  return Object.entries(input)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
}
