import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FieldPath } from "../validation/field-path.ts";
import {
  compileLabelSelector,
  formatLabelSelector,
  parseLabelSelector,
  Selector,
  SelectorError,
  selectorFromLabels,
  validateLabelSelector,
} from "./index.ts";

const parsed: [string, string][] = [
  ["", ""],
  ["x=a", "x=a"],
  ["x==a", "x==a"],
  [" x = a , y != b ", "x=a,y!=b"],
  ["y,x", "x,y"],
  ["!x", "!x"],
  ["x in (b,a)", "x in (a,b)"],
  ["x notin (a, b ,a)", "x notin (a,b)"],
  ["x in (,a)", "x in (,a)"],
  ["x=", "x="],
  ["x>1,y<7", "x>1,y<7"],
  ["notin in (in)", "notin in (in)"],
  ["example.com/app=web", "example.com/app=web"],
];
for (const [text, printed] of parsed) {
  test(`parseLabelSelector() prints "${text}" as "${printed}"`, () => {
    assert.equal(parseLabelSelector(text).toString(), printed);
  });
}

const refused: [string, string][] = [
  ["x=a,", "found '', expected: identifier after ','"],
  ["=a", "found '=', expected: !, identifier, or 'end of string'"],
  ["x in a", "unable to parse requirement: found 'a' expected: '('"],
  ["x in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ["x in (a", "unable to parse requirement: found '', expected: ',' or ')'"],
  ["x in (a,", "unable to parse requirement: found '', expected: ',', or identifier"],
  [
    "x>a",
    "unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
  ["x y", "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
  ["x=a b", "found 'b', expected: ',' or 'end of string'"],
  ["!", "unable to parse requirement: found '', expected: identifier"],
];
for (const [text, message] of refused) {
  test(`parseLabelSelector() refuses "${text}"`, () => {
    assert.throws(() => parseLabelSelector(text), { name: "SelectorError", message });
  });
}

test("parseLabelSelector() refuses keys and values that no label can have", () => {
  assert.throws(
    () => parseLabelSelector("-x=a"),
    /unable to parse requirement: <nil>: Invalid value: "-x": name part must consist of/,
  );
  assert.throws(
    () => parseLabelSelector("x=-"),
    /values\[0\]\[x\]: Invalid value: "-": a valid label/,
  );
});

const matching: [string, Record<string, string>, boolean][] = [
  ["", {}, true],
  ["x=a", { x: "a" }, true],
  ["x=a", { x: "b" }, false],
  ["x=a", {}, false],
  ["x!=a", {}, true],
  ["x!=a", { x: "a" }, false],
  ["x notin (a,b)", {}, true],
  ["x in (a,b)", { x: "b" }, true],
  ["x", { x: "" }, true],
  ["!x", { x: "" }, false],
  ["x=", { x: "" }, true],
  ["x=", {}, false],
  ["x>3", { x: "4" }, true],
  ["x>3", { x: "3" }, false],
  ["x<3", { x: "b" }, false],
  ["x=a,y=b", { x: "a", y: "c" }, false],
  ["constructor", {}, false],
  ["!toString", {}, true],
];
for (const [text, labels, expected] of matching) {
  test(`"${text}" ${expected ? "matches" : "does not match"} ${JSON.stringify(labels)}`, () => {
    assert.equal(parseLabelSelector(text).matches(labels), expected);
  });
}

test("compileLabelSelector() matches nothing when absent and everything when empty", () => {
  assert.equal(compileLabelSelector(undefined).matches({ a: "b" }), false);
  assert.equal(compileLabelSelector(undefined).isEmpty, false);
  assert.equal(compileLabelSelector({}), Selector.everything);
  assert.equal(formatLabelSelector({}), "<none>");
});

test("compileLabelSelector() joins matchLabels and matchExpressions", () => {
  const selector = {
    matchLabels: { tier: "web" },
    matchExpressions: [
      { key: "app", operator: "In", values: ["b", "a"] },
      { key: "old", operator: "DoesNotExist" },
    ],
  };
  assert.equal(formatLabelSelector(selector), "app in (a,b),!old,tier=web");
  assert.ok(compileLabelSelector(selector).matches({ app: "a", tier: "web" }));
  assert.ok(!compileLabelSelector(selector).matches({ app: "a", tier: "web", old: "1" }));
  assert.throws(
    () => compileLabelSelector({ matchExpressions: [{ key: "a", operator: "Like" }] }),
    { message: '"Like" is not a valid label selector operator' },
  );
  assert.equal(compileLabelSelector(selector).requiredValue("tier"), "web");
});

test("a selector made from labels matches them, and its text parses to the same", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  fc.assert(
    fc.property(fc.dictionary(name, name), (labels) => {
      const selector = selectorFromLabels(labels);
      assert.ok(selector.matches(labels));
      assert.equal(parseLabelSelector(selector.toString()).toString(), selector.toString());
    }),
  );
});

test("parseLabelSelector() either parses or throws a SelectorError on any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab=!<>(), in") }), (text) => {
      try {
        const selector = parseLabelSelector(text);
        assert.equal(parseLabelSelector(selector.toString()).toString(), selector.toString());
      } catch (error) {
        assert.ok(error instanceof SelectorError);
      }
    }),
  );
});

test("validateLabelSelector() names the wrong field in Kubernetes' words", () => {
  const errors = validateLabelSelector(
    {
      matchLabels: { a: "-" },
      matchExpressions: [
        { key: "a", operator: "In" },
        { key: "b", operator: "Exists", values: ["x"] },
        { key: "c", operator: "Like" },
      ],
    },
    FieldPath.of("spec", "selector"),
  );
  const texts = errors.map((error) => `${error.field}: ${error.message}`);
  assert.match(texts[0] ?? "", /^spec\.selector\.matchLabels: Invalid value: "-": a valid label/);
  assert.deepEqual(texts.slice(1), [
    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    'spec.selector.matchExpressions[2].operator: Invalid value: "Like": not a valid selector operator',
  ]);
  assert.deepEqual(validateLabelSelector(undefined, FieldPath.root), []);
});
