// Pods leave a node that gets a NoExecute taint, when their toleration ends.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sharedCluster, shell, stayUp, type TestNamespace } from "#testing/cluster";

const cluster = sharedCluster({ nodes: 1 });
const title = "[sig-node] NoExecuteTaintManager";
const key = "kubernetes.io/e2e-evict-taint-key";
const taint = { key, value: "evictTaintVal", effect: "NoExecute" };

function setTaints(taints: object[]) {
  const name = cluster.nodes[0]?.name ?? "";
  return cluster.api.patch(["v1/nodes", undefined, name], { spec: { taints } }, "merge");
}

function tolerantPod(namespace: TestNamespace, name: string, tolerationSeconds: number) {
  const nodeName = cluster.nodes[0]?.name ?? "";
  const toleration = { key, operator: "Equal", value: taint.value, effect: "NoExecute" } as const;
  const tolerations = [{ ...toleration, tolerationSeconds }];
  return namespace.startPod(name, { nodeName, tolerations, containers: [shell(stayUp)] });
}

describe(title, cluster.needed, () => {
  test(`${title} Multiple Pods evicts pods with minTolerationSeconds`, async (t) => {
    const namespace = await cluster.namespace(t);
    t.after(() => setTaints([]));
    await tolerantPod(namespace, "first", 1);
    await tolerantPod(namespace, "second", 3);
    await setTaints([taint]);
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "first"]);
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "second"]);
  });

  test(`${title} Single Pod removing taint cancels eviction`, async (t) => {
    const namespace = await cluster.namespace(t);
    t.after(() => setTaints([]));
    await tolerantPod(namespace, "stays", 4);
    await tolerantPod(namespace, "clock", 2);
    await setTaints([taint]);
    await cluster.api.waitUntilGone(["v1/pods", namespace.name, "clock"]);
    await setTaints([]);
    // As long again as the eviction would have taken, told by a pod's own end.
    await namespace.runPod("time", { containers: [shell("sleep 4")] });
    const { metadata } = await cluster.api.get("v1/pods", namespace.name, "stays");
    assert.equal(metadata.deletionTimestamp, undefined);
  });
});
