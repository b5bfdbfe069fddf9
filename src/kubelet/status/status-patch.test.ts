import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodStatus } from "#api/core/v1";
import { statusPatch } from "./status-patch.ts";

const ready = { type: "Ready", status: "True", lastTransitionTime: "t1" };
const unready = { ...ready, status: "False", reason: "ContainersNotReady" };

const cases: { name: string; from: PodStatus; to: PodStatus; want: object | undefined }[] = [
  { name: "nothing", from: { phase: "Running" }, to: { phase: "Running" }, want: undefined },
  {
    name: "nothing but empty fields",
    from: { phase: "Running" },
    to: { phase: "Running", conditions: [], containerStatuses: [] },
    want: undefined,
  },
  {
    name: "a phase",
    from: { phase: "Pending", podIP: "1" },
    to: { phase: "Running", podIP: "1" },
    want: { phase: "Running" },
  },
  { name: "a removed field", from: { message: "m" }, to: {}, want: { message: null } },
  {
    name: "the changed condition, with what it lost",
    from: { conditions: [unready, { type: "Other", status: "True" }] },
    to: { conditions: [ready, { type: "Other", status: "True" }] },
    want: { conditions: [{ ...ready, reason: null }] },
  },
  {
    name: "no condition for a probe time alone",
    from: { conditions: [{ ...ready, lastProbeTime: "x" }] },
    to: { conditions: [ready] },
    want: undefined,
  },
  {
    name: "a whole list of addresses",
    from: { podIPs: [{ ip: "1" }] },
    to: { podIPs: [{ ip: "2" }] },
    want: { podIPs: [{ $patch: "replace" }, { ip: "2" }] },
  },
];
for (const { name, from, to, want } of cases) {
  test(`statusPatch() gives ${name}`, () => assert.deepEqual(statusPatch(from, to), want));
}
