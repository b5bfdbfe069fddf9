import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCluster, fakeNode, fakePod } from "./fake-cluster.ts";
import { feasibleNodesToFind } from "./find-node.ts";
import { makePodInfo } from "./framework/pod-info.ts";

test("feasibleNodesToFind() looks at fewer nodes the more there are", () => {
  const wanted = [
    [10, 10],
    [99, 99],
    [100, 100],
    [1000, 420],
    [5000, 500],
    [10_000, 500],
  ];
  for (const [all = 0, found] of wanted) assert.equal(feasibleNodesToFind(all), found, `${all}`);
  assert.equal(feasibleNodesToFind(1000, 70), 700);
});

const low = { spec: { nodeName: "c", priority: -1 }, requests: { cpu: "4" } };

const messages = [
  {
    title: "reasons are counted and sorted",
    nodes: [
      fakeNode("a", { spec: { taints: [{ key: "k", effect: "NoSchedule" as const }] } }),
      fakeNode("b"),
      fakeNode("c"),
    ],
    pods: ["b", "c"].map((nodeName) =>
      fakePod(`on-${nodeName}`, { requests: { cpu: "4" }, spec: { nodeName } }),
    ),
    pod: fakePod("p", { requests: { cpu: "1" } }),
    wanted:
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. " +
      "no new claims to deallocate, preemption: 0/3 nodes are available: " +
      "1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
  },
  {
    title: "a pod that is larger than any node cannot be helped",
    nodes: [fakeNode("a")],
    pods: [],
    pod: fakePod("p", { requests: { cpu: "5" } }),
    wanted:
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, " +
      "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
  },
  {
    title: "nodes that a DaemonSet's pod does not name are told by the plugin",
    nodes: [fakeNode("a", { allocatable: { pods: "0" } }), fakeNode("b")],
    pods: [],
    pod: fakePod("p", {
      spec: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: "metadata.name", operator: "In", values: ["a"] }] },
              ],
            },
          },
        },
      },
    }),
    wanted:
      "0/2 nodes are available: 1 Too many pods, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
      "no new claims to deallocate, preemption: 0/2 nodes are available: " +
      "1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
  },
  {
    title: "preemptionPolicy Never is told",
    nodes: [fakeNode("a")],
    pods: [fakePod("x", { requests: { cpu: "4" }, spec: { nodeName: "a" } })],
    pod: fakePod("p", { requests: { cpu: "1" }, spec: { preemptionPolicy: "Never" } }),
    wanted:
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, " +
      "preemption: not eligible due to preemptionPolicy=Never.",
  },
  {
    title: "pods of lower priority are not removed yet, and that is told",
    nodes: [fakeNode("c")],
    pods: [fakePod("x", low)],
    pod: fakePod("p", { requests: { cpu: "1" } }),
    wanted:
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, " +
      "preemption: 0/1 nodes are available: 1 Preemption is not supported yet.",
  },
];

for (const { title, nodes, pods, pod, wanted } of messages) {
  test(`fitErrorMessage(): ${title}`, async () => {
    assert.equal(await new FakeCluster(nodes, pods).message(pod), wanted);
  });
}

test("find() leaves the place of a nominated pod free when its priority is not lower", () => {
  const cluster = new FakeCluster([fakeNode("a")]);
  const nominated = fakePod("n", { requests: { cpu: "3" }, spec: { priority: 10 } });
  cluster.nominator.add(makePodInfo(nominated), "a");
  const pod = { requests: { cpu: "2" } };
  assert.equal(cluster.find(fakePod("p", pod)).outcome, "unfit");
  assert.equal(cluster.find(fakePod("q", { ...pod, spec: { priority: 11 } })).outcome, "found");
});

test("find() tries the nominated node first", () => {
  const cluster = new FakeCluster(["a", "b", "c"].map((name) => fakeNode(name)));
  const pod = { ...fakePod("p"), status: { nominatedNodeName: "c" } };
  const result = cluster.find(pod);
  assert.deepEqual(result, {
    outcome: "found",
    node: { nodeName: "c", evaluatedNodes: 1, feasibleNodes: 1 },
  });
});

test("find() says when there are no nodes", () => {
  assert.equal(new FakeCluster([]).find(fakePod("p")).outcome, "no-nodes");
});
