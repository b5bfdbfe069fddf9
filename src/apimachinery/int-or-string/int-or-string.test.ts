import assert from "node:assert/strict";
import { test } from "node:test";
import { scaledValue } from "./index.ts";

test("scaledValue() rounds percentages as asked and keeps numbers", () => {
  assert.equal(scaledValue("25%", 10, "up"), 3);
  assert.equal(scaledValue("25%", 10, "down"), 2);
  assert.equal(scaledValue("29%", 100, "down"), 29);
  assert.equal(scaledValue(4, 10, "up"), 4);
  assert.throws(() => scaledValue("4", 10, "up"), /string is not a percentage/);
});
