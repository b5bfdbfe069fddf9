import assert from "node:assert/strict";
import { it } from "node:test";
import { parseRevision } from "./revision.ts";

it("parseRevision() takes whole numbers as they are written and nothing else", () => {
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["17", 17],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740993", undefined],
    ["99999999999999999", undefined],
    ["", undefined],
    ["-1", undefined],
    ["01", undefined],
    ["1.0", undefined],
    [" 1", undefined],
    ["abc", undefined],
  ];
  for (const [text, revision] of cases) assert.equal(parseRevision(text), revision, text);
});
