import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "./table.ts";

test("table() makes columns as wide as their widest cell, without spaces at the end", () => {
  assert.equal(
    table(
      ["NAME", "STATE"],
      [
        ["a-long-name", "up"],
        ["b", "stopped"],
      ],
    ),
    "NAME          STATE\na-long-name   up\nb             stopped\n",
  );
  assert.equal(table(["A", "B"], [["", ""]]), "A   B\n\n");
});
