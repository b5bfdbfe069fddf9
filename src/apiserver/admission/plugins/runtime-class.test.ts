import assert from "node:assert/strict";
import { test } from "node:test";
import { admissionRequest, lookupIn, podOf } from "../fake-admission-request.ts";
import { RuntimeClassAdmission } from "./runtime-class.ts";

const plugin = new RuntimeClassAdmission({
  lookup: lookupIn({
    "runtimeclasses//sandboxed": {
      handler: "runsc",
      overhead: { podFixed: { cpu: "10m" } },
      scheduling: { nodeSelector: { kind: "s" }, tolerations: [{ key: "s", operator: "Exists" }] },
    },
  }),
});

test("RuntimeClass fills overhead and placement from the class", async () => {
  const object = podOf({ runtimeClassName: "sandboxed", nodeSelector: { zone: "a" } });
  await plugin.admit(admissionRequest({ object }));
  assert.deepEqual(object["spec"], {
    containers: [],
    runtimeClassName: "sandboxed",
    nodeSelector: { zone: "a", kind: "s" },
    overhead: { cpu: "10m" },
    tolerations: [{ key: "s", operator: "Exists" }],
  });
});

const refused: [string, object, RegExp][] = [
  [
    "a class that is not there",
    { runtimeClassName: "none" },
    /pods "p" is forbidden: pod rejected: RuntimeClass "none" not found/,
  ],
  [
    "an overhead of its own",
    { overhead: { cpu: "1" } },
    /Overhead set without corresponding RuntimeClass/,
  ],
  ["another overhead", { runtimeClassName: "sandboxed", overhead: { cpu: "1" } }, /doesn't match/],
  [
    "another node selector",
    { runtimeClassName: "sandboxed", nodeSelector: { kind: "t" } },
    /conflict: runtimeClass.scheduling.nodeSelector\[kind\]/,
  ],
];
for (const [what, spec, message] of refused) {
  test(`RuntimeClass refuses a pod with ${what}`, async () => {
    await assert.rejects(plugin.admit(admissionRequest({ object: podOf(spec) })), message);
  });
}
