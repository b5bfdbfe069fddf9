import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDependencies, importsOf } from "./check-deps.ts";

test("importsOf() finds static, type, side-effect and dynamic imports", () => {
  const text =
    'import a from "x";\nimport type {\n  B,\n} from "./b.ts";\nimport "side";\nexport { c } from "#c";\nawait import("late");\n';
  assert.deepEqual(importsOf(text), ["x", "./b.ts", "side", "#c", "late"]);
});

test("the rooms import only what their DEPS allow, without cycles", () => {
  assert.deepEqual(checkDependencies(), []);
});
