import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod } from "#api/core/v1";
import { FakeCluster, fakeNode, fakePod } from "../fake-cluster.ts";

const zone = "topology.kubernetes.io/zone";
const prefer = { key: "slow", effect: "PreferNoSchedule" as const };
const web = { app: "web" };

interface Case {
  title: string;
  plugin: string;
  nodes: Node[];
  pods?: Pod[];
  pod: Pod;
  wanted: Record<string, number> | undefined;
}

const cases: Case[] = [
  {
    title: "NodeResourcesFit scores the mean of the free shares",
    plugin: "NodeResourcesFit",
    nodes: [fakeNode("a"), fakeNode("b")],
    pods: [fakePod("x", { requests: { cpu: "2", memory: "4Gi" }, spec: { nodeName: "b" } })],
    // a: (3/4 + 6/8) / 2; b: (1/4 + 2/8) / 2
    pod: fakePod("p", { requests: { cpu: "1", memory: "2Gi" } }),
    wanted: { a: 75, b: 25 },
  },
  {
    title: "NodeResourcesFit counts a pod without requests a little",
    plugin: "NodeResourcesFit",
    nodes: [fakeNode("a"), fakeNode("b")],
    pods: [fakePod("x", { spec: { nodeName: "b" } })],
    // a: cpu 97 (3900 of 4000), memory 97; b: cpu 95, memory 95
    pod: fakePod("p"),
    wanted: { a: 97, b: 95 },
  },
  {
    title: "NodeResourcesBalancedAllocation prefers equal shares",
    plugin: "NodeResourcesBalancedAllocation",
    nodes: [fakeNode("a"), fakeNode("b", { allocatable: { cpu: "8" } })],
    // a: 1/2 and 1/2; b: 1/4 and 1/2
    pod: fakePod("p", { requests: { cpu: "2", memory: "4Gi" } }),
    wanted: { a: 100, b: 87 },
  },
  {
    title: "NodeResourcesBalancedAllocation has nothing to say about a pod without requests",
    plugin: "NodeResourcesBalancedAllocation",
    nodes: [fakeNode("a")],
    pod: fakePod("p"),
    wanted: undefined,
  },
  {
    title: "TaintToleration avoids taints with PreferNoSchedule",
    plugin: "TaintToleration",
    nodes: [fakeNode("a", { spec: { taints: [prefer] } }), fakeNode("b")],
    pod: fakePod("p"),
    wanted: { a: 0, b: 100 },
  },
  {
    title: "NodeAffinity sums the weights of preferred terms",
    plugin: "NodeAffinity",
    nodes: [
      fakeNode("a", { labels: { x: "1", y: "1" } }),
      fakeNode("b", { labels: { y: "1" } }),
      fakeNode("c"),
    ],
    pod: fakePod("p", {
      spec: {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 30,
                preference: { matchExpressions: [{ key: "x", operator: "Exists" }] },
              },
              {
                weight: 10,
                preference: { matchExpressions: [{ key: "y", operator: "Exists" }] },
              },
            ],
          },
        },
      },
    }),
    wanted: { a: 100, b: 25, c: 0 },
  },
  {
    title: "ImageLocality prefers nodes that have the image, the more the larger it is",
    plugin: "ImageLocality",
    nodes: [fakeNode("a", { images: { "nginx:latest": 2 * 523 * 1024 * 1024 } }), fakeNode("b")],
    // Half of the nodes have it: 523 MB count; (523 - 23) of (1000 - 23).
    pod: fakePod("p"),
    wanted: { a: 51, b: 0 },
  },
  {
    title: "InterPodAffinity prefers the zone of pods it likes",
    plugin: "InterPodAffinity",
    nodes: [fakeNode("a", { labels: { [zone]: "1" } }), fakeNode("b", { labels: { [zone]: "2" } })],
    pods: [fakePod("x", { labels: web, spec: { nodeName: "b" } })],
    pod: fakePod("p", {
      spec: {
        affinity: {
          podAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 5,
                podAffinityTerm: { topologyKey: zone, labelSelector: { matchLabels: web } },
              },
            ],
          },
        },
      },
    }),
    wanted: { a: 0, b: 100 },
  },
  {
    title: "PodTopologySpread prefers the emptier zone",
    plugin: "PodTopologySpread",
    nodes: [fakeNode("a", { labels: { [zone]: "1" } }), fakeNode("b", { labels: { [zone]: "2" } })],
    pods: [fakePod("x", { labels: web, spec: { nodeName: "b" } })],
    pod: fakePod("p", {
      labels: web,
      spec: {
        topologySpreadConstraints: [
          {
            topologyKey: zone,
            maxSkew: 1,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: web },
          },
        ],
      },
    }),
    wanted: { a: 100, b: 0 },
  },
];

for (const { title, plugin, nodes, pods = [], pod, wanted } of cases) {
  test(title, () => {
    assert.deepEqual(new FakeCluster(nodes, pods).scores(plugin, pod), wanted);
  });
}
