import assert from "node:assert/strict";
import { test } from "node:test";
import type { AdmissionRequest } from "../admission-plugin.ts";
import { admissionRequest, lookupIn, podOf } from "../fake-admission-request.ts";
import { NodeRestriction } from "./node-restriction.ts";

const user = { name: "system:node:a", groups: ["system:nodes"], extra: {} };
const plugin = new NodeRestriction({
  lookup: lookupIn({
    "pods/n/mine": podOf({ nodeName: "a" }, { uid: "1" }),
    "pods/n/other": podOf({ nodeName: "b" }, { uid: "2" }),
  }),
});
const node = (labels: Record<string, string>, spec: object = {}) => ({
  metadata: { name: "a", labels },
  spec,
});
const nodeWrite = { resource: "nodes", kind: "Node", namespace: "", name: "a" };
const token = (name: string, uid: string) => ({
  resource: "serviceaccounts",
  subresource: "token",
  name: "default",
  object: { metadata: {}, spec: { boundObjectRef: { kind: "Pod", name, uid } } },
});
const status = (nodeName: string) => ({
  operation: "UPDATE" as const,
  subresource: "status",
  name: "p",
  object: podOf({ nodeName }),
  oldObject: podOf({ nodeName }),
});

const cases: [string, Partial<AdmissionRequest>, RegExp | undefined][] = [
  ["its own node", { ...nodeWrite, object: node({ "kubernetes.io/hostname": "a" }) }, undefined],
  [
    "another node",
    { ...nodeWrite, name: "b", object: node({}) },
    /is not allowed to modify node "b"/,
  ],
  [
    "a label that others trust",
    { ...nodeWrite, object: node({ "node-restriction.kubernetes.io/x": "y" }) },
    /is not allowed to set labels: node-restriction/,
  ],
  [
    "its taints",
    {
      ...nodeWrite,
      operation: "UPDATE",
      object: node({}, { taints: [] }),
      oldObject: node({}, { taints: [{ key: "k", effect: "NoSchedule" }] }),
    },
    /is not allowed to modify taints/,
  ],
  ["the status of its pod", status("a"), undefined],
  ["the status of another node's pod", status("b"), /can only update pod status for pods/],
  [
    "a pod that is no mirror pod",
    { object: podOf({ nodeName: "a" }) },
    /does not have "kubernetes.io\/config.mirror" annotation/,
  ],
  [
    "a mirror pod with a secret",
    {
      object: podOf(
        { nodeName: "a", imagePullSecrets: [{ name: "s" }] },
        { annotations: { "kubernetes.io/config.mirror": "x" } },
      ),
    },
    /reference other objects/,
  ],
  ["a token of its pod", token("mine", "1"), undefined],
  ["a token of another node's pod", token("other", "2"), /scheduled on a different node/],
  ["a token of a pod that was replaced", token("mine", "9"), /does not match the UID in record/],
  [
    "its lease",
    { group: "coordination.k8s.io", resource: "leases", namespace: "kube-node-lease", name: "a" },
    undefined,
  ],
  [
    "another lease",
    { group: "coordination.k8s.io", resource: "leases", namespace: "kube-node-lease", name: "b" },
    /same name as the requesting node/,
  ],
];

for (const [what, change, message] of cases) {
  test(`NodeRestriction ${message ? "keeps a kubelet from" : "lets a kubelet write"} ${what}`, async () => {
    const request = admissionRequest({ user, ...change });
    assert.ok(plugin.handles(request));
    if (message) await assert.rejects(plugin.validate(request), message);
    else await plugin.validate(request);
  });
}

test("NodeRestriction concerns kubelets only, and every user of their group", async () => {
  assert.equal(plugin.handles(admissionRequest({})), false);
  const nameless = { ...user, name: "somebody" };
  await assert.rejects(
    plugin.validate(admissionRequest({ user: nameless })),
    /could not determine node/,
  );
});
