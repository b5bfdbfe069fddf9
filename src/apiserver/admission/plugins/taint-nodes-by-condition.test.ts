import assert from "node:assert/strict";
import { test } from "node:test";
import { admissionRequest } from "../fake-admission-request.ts";
import { TaintNodesByCondition } from "./taint-nodes-by-condition.ts";

test("TaintNodesByCondition taints new nodes once", () => {
  const plugin = new TaintNodesByCondition();
  const object = { metadata: { name: "a" }, spec: {} };
  const request = admissionRequest({ resource: "nodes", kind: "Node", namespace: "", object });
  assert.ok(plugin.handles(request));
  plugin.admit(request);
  plugin.admit(request);
  assert.deepEqual(object.spec, {
    taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }],
  });
  assert.equal(plugin.handles({ ...request, operation: "UPDATE" }), false);
});
