import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  equalTrees,
  type FieldTree,
  intersect,
  leaf,
  membersOf,
  readFieldTree,
  subtract,
  subtractBelow,
  unite,
} from "./field-tree.ts";

const path = fc.array(fc.constantFrom("f:a", "f:b", 'k:{"n":"x"}'), { minLength: 1, maxLength: 3 });
const paths = fc.uniqueArray(path, { selector: (p) => p.join("/"), maxLength: 8 });

/** A tree of these members, each added by a union with a tree of one. */
function treeOf(members: readonly (readonly string[])[]): FieldTree {
  return members.reduce<FieldTree>((tree, member) => {
    const single = member.reduceRight<FieldTree>((below, step) => ({ [step]: below }), leaf);
    return unite(tree, single);
  }, leaf);
}
const textsOf = (tree: FieldTree): Set<string> =>
  new Set([...membersOf(tree)].map((p) => p.join("/")));
const texts = (members: readonly (readonly string[])[]): Set<string> =>
  new Set(members.map((p) => p.join("/")));

test("trees of fields are sets: union, difference and intersection hold their laws", () => {
  fc.assert(
    fc.property(paths, paths, (first, second) => {
      const [a, b] = [treeOf(first), treeOf(second)];
      const [left, right] = [texts(first), texts(second)];
      assert.deepEqual(textsOf(a), left);
      assert.deepEqual(textsOf(unite(a, b)), left.union(right));
      assert.deepEqual(textsOf(subtract(a, b)), left.difference(right));
      assert.deepEqual(textsOf(intersect(a, b)), left.intersection(right));
      assert.ok(equalTrees(unite(a, b), unite(b, a)));
      assert.ok(equalTrees(subtract(a, a), leaf));
    }),
  );
});

test("subtractBelow() takes members with everything below them", () => {
  fc.assert(
    fc.property(paths, paths, (first, second) => {
      const rest = textsOf(subtractBelow(treeOf(first), treeOf(second)));
      const expected = first
        .map((p) => p.join("/"))
        .filter((p) => !second.some((q) => `${p}/`.startsWith(`${q.join("/")}/`)));
      assert.deepEqual(rest, new Set(expected));
    }),
  );
});

test("subtract() gives back the same tree when it takes nothing", () => {
  const tree = treeOf([["f:a", "f:b"], ["f:b"]]);
  assert.equal(subtract(tree, treeOf([["f:a"], ["f:c"]])), tree);
});

test("readFieldTree() leaves out what is no path element", () => {
  const stored = JSON.parse('{"f:a":{},"junk":{"f:b":{}},"__proto__":{"x":1},"f:c":5}');
  assert.deepEqual({ ...readFieldTree(stored) }, { "f:a": {}, "f:c": {} });
  const good = { "f:a": { ".": {}, "k:{}": {} } };
  assert.equal(readFieldTree(good), good);
});
