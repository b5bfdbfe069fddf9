// The Node object as the kubelet reports it. Pure.
// https://kubernetes.io/docs/reference/node/node-status/
import type { ContainerImage, Node, NodeCondition, NodeStatus } from "#api/core/v1";
import { labels, taints } from "#component-helpers";
import type { Image } from "#cri";
import { timestamp } from "../status/container-statuses.ts";
import type { MachineInfo } from "./machine-info.ts";

export interface NodeObjectInput {
  nodeName: string;
  nodeIPs: readonly string[];
  labels: Readonly<Record<string, string>>;
  machine: MachineInfo;
  maximumPods: number;
  /** Kept back from pods: bytes and milli-CPUs. */
  reserved: { milliCPU: number; memoryBytes: number; storageBytes: number };
  kubeletPort: number;
  kubeletVersion: string;
  /** "containerd://1.6.20". */
  containerRuntimeVersion: string;
  images: readonly Image[];
  /** Why the node is not ready; undefined: it is. */
  notReady: string | undefined;
  /** Of this moment. */
  nowMilliseconds: number;
  /** As reported before, for transition times. */
  previous: readonly NodeCondition[];
}

const maximumImages = 50;
const maximumNamesPerImage = 5;
/** The hard eviction threshold nodefs.available: 10 %. */
const evictionStorageShare = 0.1;
/** The hard eviction threshold memory.available. */
const evictionMemoryBytes = 100 * 1024 * 1024;

export function nodeObject(input: NodeObjectInput): Node {
  const { nodeName, machine } = input;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: nodeName,
      labels: {
        "beta.kubernetes.io/arch": machine.architecture,
        "beta.kubernetes.io/os": "linux",
        [labels.arch]: machine.architecture,
        [labels.hostname]: nodeName,
        [labels.os]: "linux",
        ...input.labels,
      },
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
    },
    spec:
      input.notReady === undefined
        ? {}
        : { taints: [{ key: taints.notReady, effect: "NoSchedule" }] },
    status: nodeStatus(input),
  };
}

export function nodeStatus(input: NodeObjectInput): NodeStatus {
  const { machine } = input;
  return {
    ...capacity(input),
    conditions: conditions(input),
    addresses: [
      ...input.nodeIPs.map((address) => ({ type: "InternalIP", address })),
      { type: "Hostname", address: input.nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: input.kubeletPort } },
    nodeInfo: {
      architecture: machine.architecture,
      bootID: machine.bootID,
      containerRuntimeVersion: input.containerRuntimeVersion,
      kernelVersion: machine.kernelVersion,
      kubeProxyVersion: "",
      kubeletVersion: input.kubeletVersion,
      machineID: machine.machineID,
      operatingSystem: "linux",
      osImage: machine.osImage,
      systemUUID: machine.systemUUID,
      swap: { capacity: machine.swapBytes },
    },
    images: imageList(input.images),
  };
}

function capacity(input: NodeObjectInput): Required<Pick<NodeStatus, "capacity" | "allocatable">> {
  const { machine, reserved } = input;
  const kibibytes = (bytes: number): string => `${Math.floor(Math.max(0, bytes) / 1024)}Ki`;
  const hugepages = Object.fromEntries(
    Object.entries(machine.hugepages).map(([size, bytes]) => [
      `hugepages-${size}`,
      bytes === 0 ? "0" : kibibytes(bytes),
    ]),
  );
  const hugeBytes = Object.values(machine.hugepages).reduce((sum, bytes) => sum + bytes, 0);
  const allocatableMilliCPU = machine.cpus * 1000 - reserved.milliCPU;
  const storage = Math.floor(machine.storageBytes * (1 - evictionStorageShare));
  return {
    capacity: {
      cpu: String(machine.cpus),
      "ephemeral-storage": kibibytes(machine.storageBytes),
      ...hugepages,
      memory: kibibytes(machine.memoryBytes),
      pods: String(input.maximumPods),
    },
    allocatable: {
      cpu:
        allocatableMilliCPU % 1000 === 0
          ? String(allocatableMilliCPU / 1000)
          : `${allocatableMilliCPU}m`,
      "ephemeral-storage": String(Math.max(0, storage - reserved.storageBytes)),
      ...hugepages,
      memory: kibibytes(
        machine.memoryBytes - reserved.memoryBytes - evictionMemoryBytes - hugeBytes,
      ),
      pods: String(input.maximumPods),
    },
  };
}

function conditions(input: NodeObjectInput): NodeCondition[] {
  const now = timestamp(input.nowMilliseconds);
  const make = (type: string, status: string, reason: string, message: string): NodeCondition => {
    const old = input.previous.find((condition) => condition.type === type);
    const since = old?.status === status ? old.lastTransitionTime : undefined;
    const times = { lastHeartbeatTime: now, lastTransitionTime: since ?? now };
    return { type, status, ...times, reason, message };
  };
  return [
    make(
      "MemoryPressure",
      "False",
      "KubeletHasSufficientMemory",
      "kubelet has sufficient memory available",
    ),
    make("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    make("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    input.notReady === undefined
      ? make("Ready", "True", "KubeletReady", "kubelet is posting ready status")
      : make("Ready", "False", "KubeletNotReady", input.notReady),
  ];
}

/** The largest first, as the scheduler's ImageLocality wants to know them. */
function imageList(images: readonly Image[]): ContainerImage[] {
  return [...images]
    .map((image) => ({
      names: [...(image.repoDigests ?? []), ...(image.repoTags ?? [])].slice(
        0,
        maximumNamesPerImage,
      ),
      sizeBytes: image.size ?? 0,
    }))
    .filter(({ names }) => names.length > 0)
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, maximumImages);
}
