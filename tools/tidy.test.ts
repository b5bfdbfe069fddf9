import assert from "node:assert/strict";
import { test } from "node:test";
import { filesNamedBy, functionLengths, tidy, titlesOf } from "./tidy.ts";

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

test("titlesOf() leaves out comments within code", () => {
  assert.deepEqual(titlesOf("# One\n## Two\n```sh\n# no title\n```\n"), ["# One"]);
});

test("filesNamedBy() finds imports and programs that are started by name", () => {
  const text = 'import { b } from "../b.ts";\nfork(join(here, "worker.ts"));\nimport "#base";\n';
  assert.deepEqual(filesNamedBy("src/a/x.ts", text), ["src/b.ts", "src/a/worker.ts"]);
});
