import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { StatusError } from "../../status-errors/status-error.ts";
import { applyJsonPatch } from "./json-patch.ts";

const document = { a: { b: [1, 2, 3] }, "x/y~z": 1, empty: null };
const cases: [string, unknown[], unknown][] = [
  ["adds a field", [{ op: "add", path: "/a/c", value: 1 }], { a: { b: [1, 2, 3], c: 1 } }],
  ["inserts into a list", [{ op: "add", path: "/a/b/1", value: 9 }], { a: { b: [1, 9, 2, 3] } }],
  ["appends with -", [{ op: "add", path: "/a/b/-", value: 9 }], { a: { b: [1, 2, 3, 9] } }],
  ["removes from a list", [{ op: "remove", path: "/a/b/0" }], { a: { b: [2, 3] } }],
  ["replaces", [{ op: "replace", path: "/a/b/0", value: 7 }], { a: { b: [7, 2, 3] } }],
  ["unescapes ~0 and ~1", [{ op: "replace", path: "/x~1y~0z", value: 2 }], { "x/y~z": 2 }],
  ["moves", [{ op: "move", from: "/a/b", path: "/b" }], { a: {}, b: [1, 2, 3] }],
  ["copies", [{ op: "copy", from: "/a", path: "/c" }], { c: { b: [1, 2, 3] } }],
  ["passes a test", [{ op: "test", path: "/a/b", value: [1, 2, 3] }], {}],
  ["passes a test of null on an absent field", [{ op: "test", path: "/nope", value: null }], {}],
];
for (const [name, patch, expected] of cases) {
  test(`applyJsonPatch() ${name}`, () => {
    const before = JSON.stringify(document);
    assert.deepEqual(applyJsonPatch(document, patch), { ...document, ...(expected as object) });
    assert.equal(JSON.stringify(document), before);
  });
}

test("applyJsonPatch() replaces the whole document", () => {
  assert.deepEqual(applyJsonPatch(document, [{ op: "replace", path: "", value: {} }]), {});
});

const refused: [string, unknown, number][] = [
  ["no list", {}, 400],
  ["no op", [{ path: "/a" }], 400],
  ["no from", [{ op: "copy", path: "/a" }], 400],
  ["too many operations", Array(10_001).fill({ op: "test", path: "/a" }), 413],
  ["a failing test", [{ op: "test", path: "/a", value: 1 }], 422],
  ["an unknown operation", [{ op: "merge", path: "/a" }], 422],
  ["a missing field", [{ op: "remove", path: "/nope" }], 422],
  ["a missing field to replace", [{ op: "replace", path: "/nope", value: 1 }], 422],
  ["a missing parent", [{ op: "add", path: "/nope/a", value: 1 }], 422],
  ["an index past the end", [{ op: "add", path: "/a/b/4", value: 1 }], 422],
  ["a negative index", [{ op: "add", path: "/a/b/-1", value: 1 }], 422],
  ["a leading zero", [{ op: "replace", path: "/a/b/01", value: 1 }], 422],
  ["a move into itself", [{ op: "move", from: "/a", path: "/a/b" }], 422],
  ["an inherited field", [{ op: "test", path: "/constructor/name", value: "Object" }], 422],
];
for (const [name, patch, code] of refused) {
  test(`applyJsonPatch() refuses ${name} with ${code}`, () => {
    assert.throws(
      () => applyJsonPatch(document, patch),
      (error) => error instanceof StatusError && error.code === code,
    );
  });
}

test("applyJsonPatch() bounds what copies add", () => {
  const patch = [{ op: "add", path: "/big", value: "x".repeat(1000) }];
  const copies = Array.from({ length: 20 }, (_, index) => {
    return { op: "copy", from: "", path: `/${index}` };
  });
  assert.throws(
    () => applyJsonPatch({}, [...patch, ...copies]),
    (error) => error instanceof StatusError && /accumulated size/.test(String(error.cause)),
  );
});

test("applyJsonPatch() never reaches a prototype", () => {
  const steps = fc.constantFrom("__proto__", "constructor", "prototype", "a", "0");
  const path = fc.array(steps, { minLength: 1, maxLength: 3 }).map((all) => `/${all.join("/")}`);
  const operation = fc.record({
    op: fc.constantFrom("add", "replace", "remove", "copy", "move"),
    path,
    from: path,
    value: fc.constant({ polluted: true }),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 6 }), (patch) => {
      try {
        applyJsonPatch({ a: {} }, patch);
      } catch (error) {
        assert.ok(error instanceof StatusError);
      }
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
      assert.equal(typeof Object.prototype.hasOwnProperty, "function");
    }),
  );
});
