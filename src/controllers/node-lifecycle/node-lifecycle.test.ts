import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { leases, nodes, pods } from "#api";
import type { Node, Pod, Taint, Toleration } from "#api/core/v1";
import { FakeControlPlane } from "../fake-control-plane.ts";
import { nodeIpamController } from "../node-ipam.ts";
import { podGarbageCollector } from "../pod-garbage-collector.ts";
import { nodeLifecycleController } from "./node-lifecycle.ts";
import { mayEvict } from "./node-taints.ts";
import { evictionTime, taintEvictionController } from "./taint-eviction.ts";

class Cluster extends FakeControlPlane {
  constructor() {
    super([
      nodeIpamController({ clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 }),
      nodeLifecycleController(),
      podGarbageCollector({ threshold: 2 }),
      taintEvictionController,
    ]);
  }

  async addNode(name: string): Promise<void> {
    await this.client.resource(nodes).create("", { metadata: { name }, spec: {} });
    await this.client
      .resource(leases)
      .create("kube-node-lease", { metadata: { name }, spec: { holderIdentity: name } });
    await this.report(name);
  }

  /** Plays the kubelet's status report. */
  async report(name: string, status = "True"): Promise<void> {
    const now = new Date(this.clock.now()).toISOString();
    const conditions = [{ type: "Ready", status, lastHeartbeatTime: now, reason: "Kubelet" }];
    const node = this.get(nodes, "", name);
    await this.client.resource(nodes).updateStatus({ ...node, status: { conditions } });
    await this.settle();
  }

  /** Plays the leases of the nodes for a time. */
  async renewFor(milliseconds: number, ...names: string[]): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 10_000) {
      for (const name of names) {
        const renewTime = new Date(this.clock.now()).toISOString();
        await this.client
          .resource(leases)
          .patch("kube-node-lease", name, { spec: { renewTime } }, { type: "merge" });
      }
      await this.advance(10_000, 5000);
    }
  }

  async addPod(name: string, nodeName: string, tolerations: Toleration[] = []): Promise<void> {
    await this.client.resource(pods).create("default", {
      metadata: { name },
      spec: { nodeName, tolerations, containers: [] },
    } as Pod);
    await this.setReady(this.get(pods, "default", name), true);
    await this.settle();
  }

  node(name: string): Node {
    return this.get(nodes, "", name);
  }

  ready(name: string): string {
    const ready = this.node(name).status?.conditions?.find((c) => c.type === "Ready");
    return `${ready?.status} ${ready?.reason}`;
  }

  taints(name: string): string[] {
    return (this.node(name).spec.taints ?? []).map((taint) => `${taint.key}:${taint.effect}`);
  }

  isGoing(name: string): boolean {
    return this.get(pods, "default", name).metadata.deletionTimestamp !== undefined;
  }
}

async function start(context: TestContext): Promise<Cluster> {
  const cluster = new Cluster();
  await cluster.start();
  context.after(() => cluster.stop());
  return cluster;
}

const unreachable = "node.kubernetes.io/unreachable";
const notReady = "node.kubernetes.io/not-ready";

test("node-lifecycle-controller marks a silent node unknown, taints it and evicts by toleration", async (context) => {
  const cluster = await start(context);
  await cluster.addNode("a");
  await cluster.addNode("b");
  await cluster.addPod("short", "b");
  await cluster.addPod("long", "b", [
    { key: unreachable, operator: "Exists", effect: "NoExecute", tolerationSeconds: 60 },
  ]);
  await cluster.addPod("for-ever", "b", [{ operator: "Exists" }]);
  await cluster.renewFor(30_000, "a", "b");
  assert.equal(cluster.ready("b"), "True Kubelet");
  await cluster.renewFor(60_000, "a");
  assert.equal(cluster.ready("a"), "True Kubelet");
  assert.equal(cluster.ready("b"), "Unknown NodeStatusUnknown");
  assert.deepEqual(cluster.taints("b"), [`${unreachable}:NoSchedule`, `${unreachable}:NoExecute`]);
  assert.equal(
    cluster.get(pods, "default", "for-ever").status?.conditions?.[0]?.status,
    "False",
    "pods of a silent node are unready",
  );
  assert.deepEqual(
    ["short", "long", "for-ever"].map((name) => cluster.isGoing(name)),
    [true, false, false],
  );
  await cluster.renewFor(70_000, "a");
  assert.deepEqual(
    ["short", "long", "for-ever"].map((name) => cluster.isGoing(name)),
    [true, true, false],
  );
  await cluster.report("b");
  assert.deepEqual(cluster.taints("b"), []);
});

test("taint-eviction-controller lets a pod stay whose node recovers in time", async (context) => {
  const cluster = await start(context);
  await cluster.addNode("a");
  await cluster.addNode("b");
  await cluster.addPod("p", "b", [
    { key: notReady, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
  ]);
  await cluster.report("b", "False");
  assert.deepEqual(cluster.taints("b"), [`${notReady}:NoSchedule`, `${notReady}:NoExecute`]);
  await cluster.renewFor(100_000, "a", "b");
  await cluster.report("b");
  await cluster.renewFor(300_000, "a", "b");
  assert.equal(cluster.isGoing("p"), false);
});

test("node-lifecycle-controller evicts nobody when no node at all is ready", async (context) => {
  const cluster = await start(context);
  await cluster.addNode("only");
  await cluster.addPod("p", "only");
  await cluster.advance(300_000, 10_000);
  assert.equal(cluster.ready("only"), "Unknown NodeStatusUnknown");
  assert.deepEqual(cluster.taints("only"), [`${unreachable}:NoSchedule`]);
  assert.equal(cluster.isGoing("p"), false);
  assert.equal(cluster.clock.waiting, 0, "a node that is known to be silent needs no timer");
});

test("node-lifecycle-controller evicts one node after another", async (context) => {
  const cluster = await start(context);
  for (const name of ["a", "b", "c"]) await cluster.addNode(name);
  await cluster.report("b", "False");
  await cluster.report("c", "False");
  const evicted = `${notReady}:NoSchedule,${notReady}:NoExecute`;
  assert.equal(cluster.taints("b").join(), evicted);
  assert.equal(cluster.taints("c").join(), `${notReady}:NoSchedule`);
  await cluster.renewFor(20_000, "a", "b", "c");
  assert.equal(cluster.taints("c").join(), evicted);
});

const disruptions: [number, number, boolean][] = [
  [1, 1, false],
  [2, 1, true],
  [3, 3, false],
  [5, 2, true],
  [5, 3, false],
  [100, 60, true],
];
for (const [total, unready, wanted] of disruptions) {
  test(`mayEvict() is ${wanted} when ${unready} of ${total} nodes are not ready`, () => {
    const all = Array.from({ length: total }, (_, index) => {
      const status = index < unready ? "False" : "True";
      return { metadata: {}, spec: {}, status: { conditions: [{ type: "Ready", status }] } };
    });
    assert.equal(mayEvict(all), wanted);
  });
}

test("node-lifecycle-controller keeps a node made by hand, and taints an unschedulable one", async (context) => {
  const cluster = await start(context);
  await cluster.client
    .resource(nodes)
    .create("", { metadata: { name: "hand" }, spec: { unschedulable: true } });
  await cluster.advance(120_000, 10_000);
  assert.equal(cluster.ready("hand"), "Unknown NodeStatusNeverUpdated");
  assert.deepEqual(cluster.taints("hand"), [
    "node.kubernetes.io/unschedulable:NoSchedule",
    `${unreachable}:NoSchedule`,
  ]);
});

test("node-ipam-controller gives each node a range of its own and reuses those of gone nodes", async (context) => {
  const cluster = await start(context);
  for (const name of ["a", "b", "c"]) await cluster.addNode(name);
  const ranges = (): (string | undefined)[] =>
    cluster.list(nodes).map((node) => node.spec.podCIDRs?.[0]);
  assert.deepEqual(ranges(), ["10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24"]);
  await cluster.client.resource(nodes).delete("", "b");
  await cluster.settle();
  await cluster.addNode("d");
  assert.deepEqual(ranges(), ["10.244.0.0/24", "10.244.2.0/24", "10.244.1.0/24"]);
});

test("pod-garbage-collector deletes pods of gone nodes, unscheduled ones that go, and old finished ones", async (context) => {
  const cluster = await start(context);
  await cluster.addNode("a");
  await cluster.addNode("b");
  await cluster.addPod("lost", "b");
  await cluster.client.resource(nodes).delete("", "b");
  await cluster.advance(30_000, 10_000);
  assert.deepEqual(cluster.names(pods), ["lost"]);
  await cluster.advance(20_000, 10_000);
  assert.deepEqual(cluster.names(pods), []);
  const client = cluster.client.resource(pods);
  for (const name of ["one", "two", "three"]) {
    await client.create("default", { metadata: { name }, spec: { containers: [] } });
    await client.patch(
      "default",
      name,
      { status: { phase: "Succeeded" } },
      {
        type: "merge",
        subresource: "status",
      },
    );
    await cluster.advance(1000);
  }
  assert.deepEqual(cluster.names(pods), ["two", "three"]);
});

const taint: Taint = { key: "k", effect: "NoExecute", timeAdded: "2026-01-01T00:10:00Z" };
const tolerate = (tolerationSeconds?: number): Toleration => ({
  key: "k",
  operator: "Exists",
  effect: "NoExecute",
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});
const evictions: [string, Toleration[], string, string | undefined][] = [
  ["no toleration", [], "00:00:00", "now"],
  ["a toleration for ever", [tolerate()], "00:00:00", undefined],
  ["a toleration for a time", [tolerate(60)], "00:00:00", "00:11:00"],
  ["the shortest of two", [tolerate(600), tolerate(30)], "00:00:00", "00:10:30"],
  ["a start after the taint", [tolerate(60)], "00:20:00", "00:21:00"],
];
for (const [what, tolerations, startTime, wanted] of evictions) {
  test(`evictionTime() with ${what} is ${wanted}`, () => {
    const pod = {
      metadata: {},
      spec: { containers: [], tolerations },
      status: { startTime: `2026-01-01T${startTime}Z` },
    } as Pod;
    const time = evictionTime(pod, [taint]);
    const text = time === undefined ? undefined : new Date(time).toISOString().slice(11, 19);
    assert.equal(time === 0 ? "now" : text, wanted);
  });
}
