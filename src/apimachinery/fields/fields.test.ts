import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeFieldValue, parseFieldSelector } from "./index.ts";

const cases: [string, Record<string, string>, boolean][] = [
  ["", {}, true],
  ["metadata.name=web", { "metadata.name": "web" }, true],
  ["metadata.name==web", { "metadata.name": "api" }, false],
  ["status.phase!=Running", { "status.phase": "Pending" }, true],
  ["status.phase!=Running,metadata.name=a", { "status.phase": "Running" }, false],
  ["spec.nodeName=", { "spec.nodeName": "" }, true],
  ["spec.nodeName=", {}, true],
  ["spec.nodeName!=", {}, false],
];
for (const [text, fields, expected] of cases) {
  test(`"${text}" ${expected ? "matches" : "does not match"} ${JSON.stringify(fields)}`, () => {
    assert.equal(parseFieldSelector(text).matches(fields), expected);
  });
}

test("parseFieldSelector() refuses what has no operator or a stray sign", () => {
  assert.throws(() => parseFieldSelector("abc"), {
    message: "invalid selector: 'abc'; can't understand 'abc'",
  });
  assert.throws(() => parseFieldSelector("a=b=c"), /unescaped character in value: =/);
  assert.throws(() => parseFieldSelector("a=b\\c"), /invalid escape sequence: \\c/);
});

test("parseFieldSelector() gives back any escaped value", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const selector = parseFieldSelector(`a.b=${escapeFieldValue(value)}`);
      assert.equal(selector.requiredValue("a.b"), value);
      assert.equal(parseFieldSelector(selector.toString()).requiredValue("a.b"), value);
    }),
  );
});
