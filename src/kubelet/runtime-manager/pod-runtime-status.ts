// What the runtime knows of one pod, in the form the kubelet reasons about: sandboxes and
// containers, newest first. Built from CRI statuses; the cache in pod-cache.ts keeps it current.
import type { Container, Pod } from "#api/core/v1";
import type * as cri from "#cri";
import { annotationKeys, labelKeys } from "./labels.ts";

export type RuntimeContainerState = "created" | "running" | "exited" | "unknown";

export interface RuntimeContainer {
  id: string;
  name: string;
  podUid: string;
  sandboxId: string;
  state: RuntimeContainerState;
  restartCount: number;
  /** Hash of the parts of the spec whose change replaces the container. */
  hash: string;
  createdAtMilliseconds: number;
  /** 0 while not started. */
  startedAtMilliseconds: number;
  finishedAtMilliseconds: number;
  exitCode: number;
  reason: string;
  message: string;
  image: string;
  imageRef: string;
  logPath: string;
  /** The file on the node behind terminationMessagePath. */
  terminationMessageHostPath: string | undefined;
  terminationMessagePolicy: string;
  resources: cri.LinuxContainerResources | undefined;
  user: cri.LinuxContainerUser | undefined;
}

export interface RuntimeSandbox {
  id: string;
  podUid: string;
  namespace: string;
  name: string;
  attempt: number;
  ready: boolean;
  createdAtMilliseconds: number;
  /** Empty on the host network. */
  ips: readonly string[];
  hostNetwork: boolean;
}

export interface PodRuntimeStatus {
  uid: string;
  namespace: string;
  name: string;
  sandboxes: readonly RuntimeSandbox[];
  containers: readonly RuntimeContainer[];
}

export function emptyPodRuntimeStatus(pod: Pod): PodRuntimeStatus {
  return {
    uid: pod.metadata.uid ?? "",
    namespace: pod.metadata.namespace ?? "",
    name: pod.metadata.name ?? "",
    sandboxes: [],
    containers: [],
  };
}

/** The newest instance of a container. */
export function findContainer(
  status: PodRuntimeStatus,
  name: string,
): RuntimeContainer | undefined {
  return status.containers.find((container) => container.name === name);
}

export function findRunningContainer(
  status: PodRuntimeStatus,
  name: string,
): RuntimeContainer | undefined {
  return status.containers.find((c) => c.name === name && c.state === "running");
}

export function readySandbox(status: PodRuntimeStatus): RuntimeSandbox | undefined {
  return status.sandboxes.find((sandbox) => sandbox.ready);
}

/** A container that started once and is over. */
export function hasExited(container: RuntimeContainer | undefined): container is RuntimeContainer {
  return container?.state === "exited";
}

export function hasSucceeded(container: RuntimeContainer | undefined): boolean {
  return hasExited(container) && container.exitCode === 0;
}

/** Any main container ever started, so the init containers are done for good. */
export function hasAnyRegularContainerStarted(
  containers: readonly Container[],
  status: PodRuntimeStatus,
): boolean {
  return containers.some((container) => {
    const found = findContainer(status, container.name);
    return found !== undefined && found.state !== "created";
  });
}

const states: Record<cri.ContainerState, RuntimeContainerState> = {
  CONTAINER_CREATED: "created",
  CONTAINER_RUNNING: "running",
  CONTAINER_EXITED: "exited",
  CONTAINER_UNKNOWN: "unknown",
};

/** CRI times are nanoseconds since the epoch. */
export function millisecondsOf(nanoseconds: number | undefined): number {
  return nanoseconds === undefined || nanoseconds <= 0 ? 0 : Math.floor(nanoseconds / 1e6);
}

export function runtimeContainer(status: cri.ContainerStatus, sandboxId: string): RuntimeContainer {
  const labels = status.labels ?? {};
  const annotations = status.annotations ?? {};
  const messagePath = annotations[annotationKeys.terminationMessagePath];
  const mount = status.mounts?.find(({ containerPath }) => containerPath === messagePath);
  return {
    id: status.id ?? "",
    name: labels[labelKeys.containerName] ?? status.metadata?.name ?? "",
    podUid: labels[labelKeys.podUid] ?? "",
    sandboxId,
    state: states[status.state ?? "CONTAINER_CREATED"],
    restartCount: Number(annotations[annotationKeys.restartCount] ?? status.metadata?.attempt ?? 0),
    hash: annotations[annotationKeys.hash] ?? "",
    createdAtMilliseconds: millisecondsOf(status.createdAt),
    startedAtMilliseconds: millisecondsOf(status.startedAt),
    finishedAtMilliseconds: millisecondsOf(status.finishedAt),
    exitCode: status.exitCode ?? 0,
    reason: status.reason ?? "",
    message: status.message ?? "",
    image: status.image?.image ?? "",
    imageRef: status.imageRef ?? "",
    logPath: status.logPath ?? "",
    terminationMessageHostPath: mount?.hostPath,
    terminationMessagePolicy: annotations[annotationKeys.terminationMessagePolicy] ?? "File",
    resources: status.resources?.linux,
    user: status.user?.linux,
  };
}

export function runtimeSandbox(status: cri.PodSandboxStatus): RuntimeSandbox {
  const network = status.network;
  const ips = [network?.ip, ...(network?.additionalIps ?? []).map(({ ip }) => ip)];
  return {
    id: status.id ?? "",
    podUid: status.metadata?.uid ?? "",
    namespace: status.metadata?.namespace ?? "",
    name: status.metadata?.name ?? "",
    attempt: status.metadata?.attempt ?? 0,
    ready: (status.state ?? "SANDBOX_READY") === "SANDBOX_READY",
    createdAtMilliseconds: millisecondsOf(status.createdAt),
    ips: ips.filter((ip): ip is string => ip !== undefined && ip !== ""),
    hostNetwork: status.linux?.namespaces?.options?.network === "NODE",
  };
}
