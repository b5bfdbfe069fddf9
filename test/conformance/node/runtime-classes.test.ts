// Pods that ask for a RuntimeClass. https://kubernetes.io/docs/concepts/containers/runtime-class/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sharedCluster, shell } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] RuntimeClass";
const classes = "node.k8s.io/v1/runtimeclasses";

describe(title, cluster.together, () => {
  test(`${title} should schedule a Pod requesting a RuntimeClass without PodOverhead`, async (t) => {
    const namespace = await cluster.namespace(t);
    const name = `plain-${namespace.name.slice(-6)}`;
    await cluster.api.create(classes, undefined, { metadata: { name }, handler: "runc" });
    t.after(() => cluster.api.delete(classes, undefined, name));
    const spec = { runtimeClassName: name, containers: [shell("true")] };
    const pod = await namespace.runPod("pod", spec);
    assert.equal(pod["status"].phase, "Succeeded");
    assert.equal(pod["spec"].overhead, undefined);
  });
});
