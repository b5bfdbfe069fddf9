import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod, PodSpec } from "#api/core/v1";
import { admitPod } from "./admit-pod.ts";

const node: Node = {
  metadata: { name: "n1", labels: { disk: "ssd" } },
  spec: {},
  status: { allocatable: { cpu: "2", memory: "1Gi", pods: "3" } },
};

function pod(spec: Partial<PodSpec> = {}): Pod {
  return { metadata: {}, spec: { containers: [{ name: "a" }], ...spec } };
}

const wants = (cpu: string): Partial<PodSpec> => ({
  containers: [{ name: "a", resources: { requests: { cpu } } }],
});
const port = (hostPort: number, hostIP?: string): Partial<PodSpec> => ({
  containers: [
    { name: "a", ports: [{ containerPort: 80, hostPort, ...(hostIP ? { hostIP } : {}) }] },
  ],
});

const cases: { name: string; pod: Pod; others?: Pod[]; node?: Node; want: string | undefined }[] = [
  { name: "a pod that fits", pod: pod(wants("1")), others: [pod(wants("1"))], want: undefined },
  { name: "too much cpu", pod: pod(wants("1500m")), others: [pod(wants("1"))], want: "OutOfcpu" },
  { name: "too many pods", pod: pod(), others: [pod(), pod(), pod()], want: "OutOfpods" },
  { name: "another node", pod: pod({ nodeSelector: { disk: "hdd" } }), want: "NodeAffinity" },
  { name: "its own node", pod: pod({ nodeSelector: { disk: "ssd" } }), want: undefined },
  { name: "a taken port", pod: pod(port(80)), others: [pod(port(80))], want: "NodePorts" },
  {
    name: "a port of another address",
    pod: pod(port(80, "10.0.0.1")),
    others: [pod(port(80, "10.0.0.2"))],
    want: undefined,
  },
  {
    name: "a port of every address",
    pod: pod(port(80, "10.0.0.1")),
    others: [pod(port(80, "0.0.0.0"))],
    want: "NodePorts",
  },
  {
    name: "a NoExecute taint",
    pod: pod(),
    node: { ...node, spec: { taints: [{ key: "k", effect: "NoExecute" }] } },
    want: "TaintToleration",
  },
  {
    name: "a NoSchedule taint, which is the scheduler's affair",
    pod: pod(),
    node: { ...node, spec: { taints: [{ key: "k", effect: "NoSchedule" }] } },
    want: undefined,
  },
];
for (const testCase of cases) {
  test(`admitPod() answers ${testCase.want ?? "yes"} to ${testCase.name}`, () => {
    const refusal = admitPod(testCase.pod, testCase.others ?? [], testCase.node ?? node);
    assert.equal(refusal?.reason, testCase.want);
  });
}
