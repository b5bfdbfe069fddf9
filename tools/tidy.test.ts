import assert from "node:assert/strict";
import { test } from "node:test";
import { functionLengths, tidy } from "./tidy.ts";

test("functionLengths() counts the lines of functions and methods", () => {
  const lines = ["function a(): void {", "  b();", "}", "class C {", "  d(): void {", "  }", "}"];
  assert.deepEqual(functionLengths(lines), [
    { line: 1, length: 3 },
    { line: 5, length: 2 },
  ]);
});

test("the tree keeps the house rules", () => {
  assert.deepEqual(
    tidy().map((c) => `${c.file}:${c.line} ${c.rule} ${c.message}`),
    [],
  );
});
