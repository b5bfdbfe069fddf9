import assert from "node:assert/strict";
import { test } from "node:test";
import type { Affinity, Node, Pod, PodSpec, TopologySpreadConstraint } from "#api/core/v1";
import { FakeCluster, fakeNode, fakePod } from "../fake-cluster.ts";

const zone = "topology.kubernetes.io/zone";
const hostname = "kubernetes.io/hostname";
const web = { app: "web" };
const webSelector = { matchLabels: web };

/** a1 and a2 in zone a, b1 in zone b. */
function threeNodes(): Node[] {
  return [
    fakeNode("a1", { labels: { [zone]: "a" } }),
    fakeNode("a2", { labels: { [zone]: "a" } }),
    fakeNode("b1", { labels: { [zone]: "b" } }),
  ];
}

function affinity(
  kind: "podAffinity" | "podAntiAffinity",
  topologyKey: string,
  more: object = {},
): Affinity {
  const term = { topologyKey, labelSelector: webSelector, ...more };
  return { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}

function webOn(nodeName: string, name = `web-on-${nodeName}`): Pod {
  return fakePod(name, { labels: web, spec: { nodeName } });
}

function spread(change: Partial<TopologySpreadConstraint> = {}): Partial<PodSpec> {
  return {
    topologySpreadConstraints: [
      {
        topologyKey: zone,
        maxSkew: 1,
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: webSelector,
        ...change,
      },
    ],
  };
}

const noFriends = "node(s) didn't match pod affinity rules";
const foes = "node(s) didn't match pod anti-affinity rules";
const unwelcome = "node(s) didn't satisfy existing pods anti-affinity rules";
const skewed = "node(s) didn't match pod topology spread constraints";

const cases: { title: string; pods?: Pod[]; pod: Pod; wanted: [string, string, string] }[] = [
  {
    title: "InterPodAffinity wants the zone of a matching pod",
    pods: [webOn("a1")],
    pod: fakePod("p", { spec: { affinity: affinity("podAffinity", zone) } }),
    wanted: ["", "", noFriends],
  },
  {
    title: "InterPodAffinity refuses every node when no pod matches",
    pod: fakePod("p", { spec: { affinity: affinity("podAffinity", zone) } }),
    wanted: [noFriends, noFriends, noFriends],
  },
  {
    title: "InterPodAffinity lets the first pod of its own group go anywhere",
    pod: fakePod("p", { labels: web, spec: { affinity: affinity("podAffinity", zone) } }),
    wanted: ["", "", ""],
  },
  {
    title: "InterPodAffinity looks into other namespaces only when told to",
    pods: [webOn("a1")],
    pod: fakePod("p", {
      namespace: "other",
      spec: { affinity: affinity("podAffinity", zone) },
    }),
    wanted: [noFriends, noFriends, noFriends],
  },
  {
    title: "InterPodAffinity selects namespaces by their labels",
    pods: [webOn("a1")],
    pod: fakePod("p", {
      namespace: "other",
      spec: {
        affinity: affinity("podAffinity", zone, {
          namespaceSelector: { matchLabels: { team: "x" } },
        }),
      },
    }),
    wanted: ["", "", noFriends],
  },
  {
    title: "InterPodAffinity keeps away from the node of a matching pod",
    pods: [webOn("a1")],
    pod: fakePod("p", { spec: { affinity: affinity("podAntiAffinity", hostname) } }),
    wanted: [foes, "", ""],
  },
  {
    title: "InterPodAffinity respects the anti-affinity of running pods",
    pods: [fakePod("e", { spec: { nodeName: "a1", affinity: affinity("podAntiAffinity", zone) } })],
    pod: fakePod("p", { labels: web }),
    wanted: [unwelcome, unwelcome, ""],
  },
  {
    title: "PodTopologySpread refuses the fuller zone",
    pods: [webOn("a1")],
    pod: fakePod("p", { labels: web, spec: spread() }),
    wanted: [skewed, skewed, ""],
  },
  {
    title: "PodTopologySpread allows a larger skew",
    pods: [webOn("a1")],
    pod: fakePod("p", { labels: web, spec: spread({ maxSkew: 2 }) }),
    wanted: ["", "", ""],
  },
  {
    title: "PodTopologySpread ignores pods that are being deleted",
    pods: [
      fakePod("d", {
        labels: web,
        deletionTimestamp: "2026-01-01T00:00:00Z",
        spec: { nodeName: "a1" },
      }),
    ],
    pod: fakePod("p", { labels: web, spec: spread() }),
    wanted: ["", "", ""],
  },
  {
    title: "PodTopologySpread refuses nodes without the label",
    pod: fakePod("p", { labels: web, spec: spread({ topologyKey: "rack" }) }),
    wanted: [
      `${skewed} (missing required label)`,
      `${skewed} (missing required label)`,
      `${skewed} (missing required label)`,
    ],
  },
  {
    title: "PodTopologySpread takes 0 for the least when there are too few domains",
    pods: [webOn("a1"), webOn("b1")],
    pod: fakePod("p", { labels: web, spec: spread({ minDomains: 3 }) }),
    wanted: [skewed, skewed, skewed],
  },
  {
    title: "PodTopologySpread counts only nodes that the pod may use",
    pods: [webOn("a1")],
    pod: fakePod("p", {
      labels: web,
      spec: { ...spread(), nodeSelector: { [zone]: "a" } },
    }),
    wanted: ["", "", "node(s) didn't match Pod's node affinity/selector"],
  },
];

for (const { title, pods = [], pod, wanted } of cases) {
  test(title, () => {
    const cluster = new FakeCluster(threeNodes(), pods, { default: { team: "x" } });
    const [a1, a2, b1] = wanted;
    assert.deepEqual(cluster.refusals(pod), { a1, a2, b1 });
  });
}
