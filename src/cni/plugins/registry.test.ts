import assert from "node:assert/strict";
import { test } from "node:test";
import { podNetworks } from "./registry.ts";

test("podNetworks are listed under their own names", () => {
  assert.deepEqual(
    Object.entries(podNetworks).map(([name, network]) => [name, network.name]),
    [["ptp", "ptp"]],
  );
});
