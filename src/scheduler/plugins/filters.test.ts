import assert from "node:assert/strict";
import { test } from "node:test";
import type { Affinity, Node, Pod } from "#api/core/v1";
import { FakeCluster, fakeNode, fakePod } from "../fake-cluster.ts";

const onNode1 = { nodeName: "node-1" };
const taint = { key: "dedicated", value: "db", effect: "NoSchedule" as const };
const hostPort = (port: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ports: [{ containerPort: 80, hostPort: port, ...more }],
});
const withPort = (name: string, port: number, more = {}): Pod =>
  fakePod(name, { container: hostPort(port, more), spec: onNode1 });
const named = (...values: string[]): Affinity => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values }] }],
    },
  },
});
const portsTaken = "node(s) didn't have free ports for the requested pod ports";
const affinityMismatch = "node(s) didn't match Pod's node affinity/selector";

interface Case {
  title: string;
  node?: Node;
  pods?: Pod[];
  pod: Pod;
  wanted: string;
}

const cases: Case[] = [
  { title: "a plain pod fits", pod: fakePod("a"), wanted: "" },
  {
    title: "NodeUnschedulable refuses a cordoned node",
    node: fakeNode("node-1", { spec: { unschedulable: true } }),
    pod: fakePod("a"),
    wanted: "node(s) were unschedulable",
  },
  {
    title: "NodeUnschedulable accepts a cordoned node when the pod tolerates it",
    node: fakeNode("node-1", { spec: { unschedulable: true } }),
    pod: fakePod("a", {
      spec: { tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }] },
    }),
    wanted: "",
  },
  {
    title: "NodeName refuses another node",
    pod: fakePod("a", { spec: { nodeName: "node-2" } }),
    wanted: "node(s) didn't match the requested node name",
  },
  {
    title: "TaintToleration refuses a taint that is not tolerated",
    node: fakeNode("node-1", { spec: { taints: [taint] } }),
    pod: fakePod("a"),
    wanted: "node(s) had untolerated taint(s)",
  },
  {
    title: "TaintToleration accepts a tolerated taint",
    node: fakeNode("node-1", { spec: { taints: [taint] } }),
    pod: fakePod("a", { spec: { tolerations: [{ key: "dedicated", value: "db" }] } }),
    wanted: "",
  },
  {
    title: "TaintToleration accepts PreferNoSchedule",
    node: fakeNode("node-1", { spec: { taints: [{ ...taint, effect: "PreferNoSchedule" }] } }),
    pod: fakePod("a"),
    wanted: "",
  },
  {
    title: "NodeAffinity refuses a node without the selected label",
    pod: fakePod("a", { spec: { nodeSelector: { disk: "ssd" } } }),
    wanted: affinityMismatch,
  },
  {
    title: "NodeAffinity accepts a node with the selected label",
    node: fakeNode("node-1", { labels: { disk: "ssd" } }),
    pod: fakePod("a", { spec: { nodeSelector: { disk: "ssd" } } }),
    wanted: "",
  },
  {
    title: "NodeAffinity leaves only the named node over",
    pod: fakePod("a", { spec: { affinity: named("node-2") } }),
    wanted: "not named",
  },
  {
    title: "NodePorts refuses a port that is taken",
    pods: [withPort("b", 80)],
    pod: fakePod("a", { container: hostPort(80) }),
    wanted: portsTaken,
  },
  {
    title: "NodePorts accepts the same port of another protocol",
    pods: [withPort("b", 80)],
    pod: fakePod("a", { container: hostPort(80, { protocol: "UDP" }) }),
    wanted: "",
  },
  {
    title: "NodePorts accepts the same port on another address",
    pods: [withPort("b", 80, { hostIP: "127.0.0.1" })],
    pod: fakePod("a", { container: hostPort(80, { hostIP: "10.0.0.1" }) }),
    wanted: "",
  },
  {
    title: "NodePorts refuses all addresses when one has the port",
    pods: [withPort("b", 80, { hostIP: "127.0.0.1" })],
    pod: fakePod("a", { container: hostPort(80) }),
    wanted: portsTaken,
  },
  {
    title: "NodeResourcesFit accepts exactly what is left",
    pods: [fakePod("b", { requests: { cpu: "3", memory: "4Gi" }, spec: onNode1 })],
    pod: fakePod("a", { requests: { cpu: "1", memory: "4Gi" } }),
    wanted: "",
  },
  {
    title: "NodeResourcesFit tells every resource that is short",
    pods: [fakePod("b", { requests: { cpu: "3", memory: "7Gi" }, spec: onNode1 })],
    pod: fakePod("a", { requests: { cpu: "1001m", memory: "2Gi" } }),
    wanted: "Insufficient cpu, Insufficient memory",
  },
  {
    title: "NodeResourcesFit counts the pods of a node",
    node: fakeNode("node-1", { allocatable: { pods: "1" } }),
    pods: [fakePod("b", { spec: onNode1 })],
    pod: fakePod("a"),
    wanted: "Too many pods",
  },
  {
    title: "NodeResourcesFit knows extended resources",
    node: fakeNode("node-1", { allocatable: { "example.com/gpu": "2" } }),
    pods: [fakePod("b", { requests: { "example.com/gpu": "1" }, spec: onNode1 })],
    pod: fakePod("a", { requests: { "example.com/gpu": "2" } }),
    wanted: "Insufficient example.com/gpu",
  },
  {
    title: "NodeResourcesFit counts the largest init container",
    pod: fakePod("a", {
      requests: { cpu: "1" },
      spec: {
        initContainers: [{ name: "i", image: "i", resources: { requests: { cpu: "5" } } }],
      },
    }),
    wanted: "Insufficient cpu",
  },
  {
    title: "NodeResourcesFit adds sidecars to the main containers",
    pod: fakePod("a", {
      requests: { cpu: "3" },
      spec: {
        initContainers: [
          {
            name: "s",
            image: "s",
            restartPolicy: "Always",
            resources: { requests: { cpu: "1500m" } },
          },
        ],
      },
    }),
    wanted: "Insufficient cpu",
  },
  {
    title: "NodeResourcesFit adds the overhead",
    pod: fakePod("a", { requests: { cpu: "4" }, spec: { overhead: { cpu: "1m" } } }),
    wanted: "Insufficient cpu",
  },
  {
    title: "VolumeBinding refuses claimed volumes and says so",
    pod: fakePod("a", {
      spec: { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }] },
    }),
    wanted:
      'persistentvolumeclaim "data" cannot be used: volumes that are claimed are not supported yet',
  },
  {
    title: "DynamicResources refuses resource claims and says so",
    pod: fakePod("a", { spec: { resourceClaims: [{ name: "gpu" }] } }),
    wanted: 'resource claim "gpu" cannot be used: resource claims are not supported yet',
  },
];

for (const { title, node = fakeNode("node-1"), pods = [], pod, wanted } of cases) {
  test(title, () => {
    assert.deepEqual(new FakeCluster([node], pods).refusals(pod), { "node-1": wanted });
  });
}

test("SchedulingGates keeps a gated pod out of the queue", () => {
  const { framework } = new FakeCluster([]);
  const gated = fakePod("a", { spec: { schedulingGates: [{ name: "x" }, { name: "y" }] } });
  const status = framework.runPreEnqueue(gated);
  assert.deepEqual(status.reasons, ["waiting for scheduling gates: [x y]"]);
  assert.equal(status.plugin, "SchedulingGates");
  assert.equal(framework.runPreEnqueue(fakePod("b")).code, "Success");
});
