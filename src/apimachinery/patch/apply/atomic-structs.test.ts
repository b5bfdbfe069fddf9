import assert from "node:assert/strict";
import { test } from "node:test";
import { structNamed } from "#api/schema";
import { atomicStructs } from "./atomic-structs.ts";

test("every atomic struct is a definition of the schema", () => {
  const unknown = [...atomicStructs].filter((name) => structNamed(name) === undefined);
  assert.deepEqual(unknown, []);
});
