// containerStatuses and initContainerStatuses of a pod, from what the runtime knows, what the API
// says already, and why a container could not start.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
import type { Container, ContainerState, ContainerStatus, Pod } from "#api/core/v1";
import { isRestartableInitContainer } from "#component-helpers";
import { shouldContainerBeRestarted } from "../runtime-manager/container-restart.ts";
import {
  findContainer,
  hasSucceeded,
  type PodRuntimeStatus,
  type RuntimeContainer,
} from "../runtime-manager/pod-runtime-status.ts";

/** Why a container waits, from the last attempt to start it. */
export interface WaitingState {
  reason: string;
  message: string;
}

export interface ContainerStatusesInput {
  pod: Pod;
  runtime: PodRuntimeStatus;
  waiting: ReadonlyMap<string, WaitingState>;
  /** As "containerd", the scheme of container ids. */
  runtimeName: string;
  /** Probe results of a running container. */
  probes(container: Container, containerId: string): { started: boolean; ready: boolean };
}

export function containerStatuses(input: ContainerStatusesInput): ContainerStatus[] {
  const { pod } = input;
  return pod.spec.containers.map((container) =>
    withProbes(
      containerStatus(input, container, pod.status?.containerStatuses ?? [], "regular"),
      input,
      container,
    ),
  );
}

export function initContainerStatuses(input: ContainerStatusesInput): ContainerStatus[] {
  const { pod } = input;
  return (pod.spec.initContainers ?? []).map((container) => {
    const old = pod.status?.initContainerStatuses ?? [];
    const status = containerStatus(input, container, old, "init");
    if (isRestartableInitContainer(container)) return withProbes(status, input, container);
    const ready = status.state?.terminated?.exitCode === 0;
    return { ...status, ready, started: status.state?.running !== undefined };
  });
}

function containerStatus(
  input: ContainerStatusesInput,
  container: Container,
  oldStatuses: readonly ContainerStatus[],
  kind: "regular" | "init",
): ContainerStatus {
  const { pod, runtime } = input;
  const instances = runtime.containers.filter(({ name }) => name === container.name);
  const old = oldStatuses.find(({ name }) => name === container.name);
  const [latest, previous] = instances;
  const status = latest
    ? fromInstance(input, container, latest, previous)
    : withoutInstance(pod, container, old);
  const isOver = kind === "init" && hasSucceeded(latest) && !isRestartableInitContainer(container);
  const waiting = input.waiting.get(container.name);
  if (!waiting || isOver || !shouldContainerBeRestarted(container, pod, runtime)) return status;
  return {
    ...status,
    ...(status.state?.terminated ? { lastState: { terminated: status.state.terminated } } : {}),
    state: {
      waiting: {
        reason: waiting.reason,
        ...(waiting.message === "" ? {} : { message: waiting.message }),
      },
    },
  };
}

function fromInstance(
  input: ContainerStatusesInput,
  container: Container,
  latest: RuntimeContainer,
  previous: RuntimeContainer | undefined,
): ContainerStatus {
  const { runtimeName, pod } = input;
  const linuxUser = latest.user;
  return {
    ...allocation(container),
    name: container.name,
    state: stateOf(latest, runtimeName, defaultWaiting(pod)),
    lastState: previous ? stateOf(previous, runtimeName, {}) : {},
    ready: false,
    restartCount: latest.restartCount,
    image: latest.image || (container.image ?? ""),
    imageID: latest.imageRef,
    containerID: containerId(runtimeName, latest.id),
    ...mounts(container),
    ...(linuxUser
      ? {
          user: {
            linux: {
              uid: linuxUser.uid ?? 0,
              gid: linuxUser.gid ?? 0,
              ...(linuxUser.supplementalGroups
                ? { supplementalGroups: linuxUser.supplementalGroups }
                : {}),
            },
          },
        }
      : {}),
  };
}

/** The runtime holds no instance: never started, or removed. */
function withoutInstance(
  pod: Pod,
  container: Container,
  old: ContainerStatus | undefined,
): ContainerStatus {
  if (old?.state?.terminated) return old;
  const status: ContainerStatus = {
    name: container.name,
    state: defaultWaiting(pod),
    lastState: old?.lastState ?? {},
    ready: false,
    restartCount: old?.restartCount ?? 0,
    image: container.image ?? "",
    imageID: "",
    ...mounts(container),
  };
  if (old?.state?.running === undefined) return status;
  const lost = {
    exitCode: 137,
    reason: "ContainerStatusUnknown",
    message:
      "The container could not be located when the pod was deleted.  The container used to be Running",
  };
  const goesOn = pod.metadata.deletionTimestamp === undefined;
  return goesOn
    ? { ...status, lastState: { terminated: lost }, restartCount: status.restartCount + 1 }
    : { ...old, ready: false, started: false, state: { terminated: lost } };
}

function defaultWaiting(pod: Pod): ContainerState {
  const hasInit = (pod.spec.initContainers ?? []).length > 0;
  return { waiting: { reason: hasInit ? "PodInitializing" : "ContainerCreating" } };
}

function stateOf(
  container: RuntimeContainer,
  runtimeName: string,
  waiting: ContainerState,
): ContainerState {
  switch (container.state) {
    case "running":
      return { running: { startedAt: timestamp(container.startedAtMilliseconds) } };
    case "exited":
      return {
        terminated: {
          exitCode: container.exitCode,
          reason: container.reason || (container.exitCode === 0 ? "Completed" : "Error"),
          ...(container.message === "" ? {} : { message: container.message }),
          ...(container.startedAtMilliseconds > 0
            ? { startedAt: timestamp(container.startedAtMilliseconds) }
            : {}),
          ...(container.finishedAtMilliseconds > 0
            ? { finishedAt: timestamp(container.finishedAtMilliseconds) }
            : {}),
          containerID: containerId(runtimeName, container.id),
        },
      };
    case "created":
    case "unknown":
      return waiting;
  }
}

function withProbes(
  status: ContainerStatus,
  input: ContainerStatusesInput,
  container: Container,
): ContainerStatus {
  const latest = findContainer(input.runtime, container.name);
  if (latest?.state !== "running" || status.state?.running === undefined) {
    return { ...status, ready: false, started: false };
  }
  return { ...status, ...input.probes(container, latest.id) };
}

/** What was granted is what was asked for; resizing comes with its own issue. */
function allocation(
  container: Container,
): Pick<ContainerStatus, "allocatedResources" | "resources"> {
  const { requests, limits } = container.resources ?? {};
  if (requests === undefined && limits === undefined) return { resources: {} };
  const asked = requests ?? limits ?? {};
  return {
    allocatedResources: { ...asked },
    resources: { ...(limits ? { limits } : {}), requests: { ...asked } },
  };
}

function mounts(container: Container): Pick<ContainerStatus, "volumeMounts"> {
  const list = container.volumeMounts ?? [];
  if (list.length === 0) return {};
  return {
    volumeMounts: list.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly: true, recursiveReadOnly: "Disabled" } : {}),
    })),
  };
}

function containerId(runtimeName: string, id: string): string {
  return `${runtimeName}://${id}`;
}

/** RFC 3339 with whole seconds, as API times are. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
