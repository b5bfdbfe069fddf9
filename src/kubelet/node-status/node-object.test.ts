import assert from "node:assert/strict";
import { test } from "node:test";
import { type MachineInfo, prettyName } from "./machine-info.ts";
import { type NodeObjectInput, nodeObject } from "./node-object.ts";

const machine: MachineInfo = {
  cpus: 2,
  memoryBytes: 4 * 1024 ** 3,
  storageBytes: 100 * 1024 ** 3,
  hugepages: { "2Mi": 0, "1Gi": 1024 ** 3 },
  architecture: "amd64",
  kernelVersion: "6.1",
  osImage: "Debian",
  machineID: "m",
  systemUUID: "s",
  bootID: "b",
  swapBytes: 0,
};

const input: NodeObjectInput = {
  nodeName: "n1",
  nodeIPs: ["10.0.0.1"],
  labels: { zone: "a" },
  machine,
  maximumPods: 110,
  reserved: { milliCPU: 100, memoryBytes: 1024 ** 2, storageBytes: 0 },
  kubeletPort: 10_250,
  kubeletVersion: "v1.36.0",
  containerRuntimeVersion: "containerd://1.6.20",
  images: [
    { repoTags: ["small:1"], size: 1 },
    { repoTags: ["large:1"], repoDigests: ["large@sha256:1"], size: 2 },
    { size: 3 },
  ],
  notReady: undefined,
  nowMilliseconds: Date.parse("2026-01-02T03:04:05Z"),
  previous: [],
};

test("nodeObject() states capacity and what is left for pods", () => {
  const { status } = nodeObject(input);
  assert.deepEqual(status?.capacity, {
    cpu: "2",
    "ephemeral-storage": "104857600Ki",
    "hugepages-2Mi": "0",
    "hugepages-1Gi": "1048576Ki",
    memory: "4194304Ki",
    pods: "110",
  });
  assert.deepEqual(status.allocatable, {
    cpu: "1900m",
    "ephemeral-storage": String(Math.floor(100 * 1024 ** 3 * 0.9)),
    "hugepages-2Mi": "0",
    "hugepages-1Gi": "1048576Ki",
    memory: `${4194304 - 1024 - 102400 - 1048576}Ki`,
    pods: "110",
  });
});

test("nodeObject() lists named images, the largest first", () => {
  assert.deepEqual(nodeObject(input).status?.images, [
    { names: ["large@sha256:1", "large:1"], sizeBytes: 2 },
    { names: ["small:1"], sizeBytes: 1 },
  ]);
});

test("nodeObject() taints a node that is not ready and says why", () => {
  const node = nodeObject({ ...input, notReady: "container runtime is down" });
  assert.deepEqual(node.spec.taints, [
    { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
  ]);
  const ready = node.status?.conditions?.at(-1);
  assert.equal(ready?.reason, "KubeletNotReady");
  assert.equal(ready.message, "container runtime is down");
});

test("nodeObject() keeps the transition time of what did not change", () => {
  const previous = [{ type: "Ready", status: "True", lastTransitionTime: "2020-01-01T00:00:00Z" }];
  const ready = nodeObject({ ...input, previous }).status?.conditions?.at(-1);
  assert.equal(ready?.lastTransitionTime, "2020-01-01T00:00:00Z");
  assert.equal(ready.lastHeartbeatTime, "2026-01-02T03:04:05Z");
});

test("prettyName() reads os-release", () => {
  assert.equal(prettyName('NAME="x"\nPRETTY_NAME="Debian GNU/Linux 12"\n'), "Debian GNU/Linux 12");
  assert.equal(prettyName(""), "Linux");
});
