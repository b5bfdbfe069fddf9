// What must be done so that a pod's sandbox and containers become as its spec says: a pure function
// of the pod, the runtime's state and the probes' verdicts.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
import type { Container, Pod } from "#api/core/v1";
import { isRestartableInitContainer } from "#component-helpers";
import {
  podRestartPolicy,
  restartsOnFailure,
  shouldContainerBeRestarted,
} from "./container-restart.ts";
import { containerHash } from "./labels.ts";
import {
  findContainer,
  hasAnyRegularContainerStarted,
  hasSucceeded,
  type PodRuntimeStatus,
  type RuntimeContainer,
} from "./pod-runtime-status.ts";

export interface ContainerToKill {
  container: RuntimeContainer;
  /** For the Killing event. */
  message: string;
  /** The failed probe's own grace period. */
  gracePeriodSeconds?: number;
}

export interface PodActions {
  /** Stop every container and sandbox; also before a new sandbox is made. */
  killPod: boolean;
  createSandbox: boolean;
  /** The sandbox to use; undefined when one must be made. */
  sandboxId: string | undefined;
  sandboxAttempt: number;
  /** Indexes into spec.initContainers and spec.containers, in order. */
  initContainersToStart: number[];
  containersToStart: number[];
  containersToKill: ContainerToKill[];
}

export interface ProbeVerdicts {
  /** The probe that condemned a running container, by container id. */
  failure(containerId: string): "liveness" | "startup" | undefined;
  /** The startup probe of a running sidecar has succeeded, or it has none. */
  started(container: Container, containerId: string): boolean;
}

export function computePodActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
): PodActions {
  const sandbox = podSandboxChanged(pod, status);
  const actions: PodActions = {
    killPod: sandbox.changed,
    createSandbox: sandbox.changed,
    sandboxId: sandbox.id,
    sandboxAttempt: sandbox.attempt,
    initContainersToStart: [],
    containersToStart: [],
    containersToKill: [],
  };
  if (sandbox.changed) {
    startFromTheBeginning(pod, status, actions);
    return actions;
  }
  const initialized = computeInitContainerActions(pod, status, probes, actions);
  if (actions.killPod || !initialized) return actions;
  const kept = computeContainerActions(pod, status, probes, actions);
  if (kept === 0 && actions.containersToStart.length === 0) {
    actions.killPod = true;
    actions.initContainersToStart = [];
  }
  return actions;
}

/** A sandbox must be made when there is none, it died, or its network does not fit any more. */
function podSandboxChanged(
  pod: Pod,
  status: PodRuntimeStatus,
): { changed: boolean; attempt: number; id: string | undefined } {
  const latest = status.sandboxes[0];
  if (latest === undefined) return { changed: true, attempt: 0, id: undefined };
  const changed = { changed: true, attempt: latest.attempt + 1, id: undefined };
  if (status.sandboxes.filter(({ ready }) => ready).length > 1) return changed;
  if (!latest.ready) return changed;
  if (latest.hostNetwork !== (pod.spec.hostNetwork ?? false)) return changed;
  if (!latest.hostNetwork && latest.ips.length === 0) return changed;
  return { changed: false, attempt: latest.attempt, id: latest.id };
}

function startFromTheBeginning(pod: Pod, status: PodRuntimeStatus, actions: PodActions): void {
  const policy = podRestartPolicy(pod);
  const ranBefore = actions.sandboxAttempt > 0 && status.containers.length > 0;
  if (policy === "Never" && ranBefore) {
    actions.createSandbox = false;
    return;
  }
  const toStart = pod.spec.containers.flatMap((container, index) =>
    policy === "OnFailure" && hasSucceeded(findContainer(status, container.name)) ? [] : [index],
  );
  if (toStart.length === 0 && initContainersAreDone(pod, status)) {
    actions.createSandbox = false;
    return;
  }
  if ((pod.spec.initContainers ?? []).length > 0) actions.initContainersToStart = [0];
  else actions.containersToStart = toStart;
}

function initContainersAreDone(pod: Pod, status: PodRuntimeStatus): boolean {
  if (hasAnyRegularContainerStarted(pod.spec.containers, status)) return true;
  return (pod.spec.initContainers ?? []).every(
    (container) =>
      isRestartableInitContainer(container) || hasSucceeded(findContainer(status, container.name)),
  );
}

/** Gives whether the pod is initialized, that is whether main containers may start. */
function computeInitContainerActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
  actions: PodActions,
): boolean {
  const containers = pod.spec.initContainers ?? [];
  const initialized = hasAnyRegularContainerStarted(pod.spec.containers, status);
  const reached = containers.findLastIndex(
    (container) => findContainer(status, container.name) !== undefined,
  );
  const last = initialized ? containers.length - 1 : reached;
  for (const [index, container] of containers.entries()) {
    if (index > last) {
      actions.initContainersToStart.push(index);
      return false;
    }
    const sidecar = isRestartableInitContainer(container);
    const verdict = sidecar
      ? sidecarVerdict(pod, container, status, probes, actions)
      : initialized || index < last
        ? "done"
        : initContainerVerdict(pod, container, status);
    if (verdict === "kill-pod") {
      actions.killPod = true;
      actions.initContainersToStart = [];
      return false;
    }
    if (verdict === "start") actions.initContainersToStart.push(index);
    if (verdict !== "done" && !initialized && index === last) return false;
  }
  return true;
}

type Verdict = "done" | "wait" | "start" | "kill-pod";

function initContainerVerdict(pod: Pod, container: Container, status: PodRuntimeStatus): Verdict {
  const found = findContainer(status, container.name);
  switch (found?.state) {
    case undefined:
    case "created":
      return "start";
    case "running":
      return "wait";
    case "exited":
      if (found.exitCode === 0) return "done";
      return restartsOnFailure(pod) ? "start" : "kill-pod";
    case "unknown":
      return restartsOnFailure(pod) ? "start" : "kill-pod";
  }
}

function sidecarVerdict(
  pod: Pod,
  container: Container,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
  actions: PodActions,
): Verdict {
  const found = findContainer(status, container.name);
  if (found === undefined || found.state !== "running") {
    return pod.metadata.deletionTimestamp === undefined ? "start" : "wait";
  }
  const reason = reasonToKill(container, found, probes, "Init container");
  if (reason !== undefined) {
    const message = `${reason.message}, will be restarted`;
    actions.containersToKill.push({ ...reason, container: found, message });
    return "start";
  }
  return probes.started(container, found.id) ? "done" : "wait";
}

/** Gives how many main containers run and stay. */
function computeContainerActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
  actions: PodActions,
): number {
  let kept = 0;
  for (const [index, container] of pod.spec.containers.entries()) {
    const found = findContainer(status, container.name);
    if (found === undefined || found.state !== "running") {
      if (!shouldContainerBeRestarted(container, pod, status)) continue;
      actions.containersToStart.push(index);
      if (found?.state === "unknown") {
        const message = `Container is in "unknown" state, try killing it before restart`;
        actions.containersToKill.push({ container: found, message });
      }
      continue;
    }
    const reason = reasonToKill(container, found, probes, "Container");
    if (reason === undefined) {
      kept++;
      continue;
    }
    const changed = found.hash !== containerHash(container);
    const restart = changed || restartsOnFailure(pod);
    if (restart) actions.containersToStart.push(index);
    const message = restart ? `${reason.message}, will be restarted` : reason.message;
    actions.containersToKill.push({ ...reason, container: found, message });
  }
  return kept;
}

function reasonToKill(
  container: Container,
  found: RuntimeContainer,
  probes: ProbeVerdicts,
  what: "Container" | "Init container",
): Omit<ContainerToKill, "container"> | undefined {
  if (found.hash !== containerHash(container)) {
    return { message: `${what} ${container.name} definition changed` };
  }
  const failure = probes.failure(found.id);
  if (failure === undefined) return undefined;
  const probe = failure === "liveness" ? container.livenessProbe : container.startupProbe;
  const seconds = probe?.terminationGracePeriodSeconds;
  return {
    message: `${what} ${container.name} failed ${failure} probe`,
    ...(seconds === undefined ? {} : { gracePeriodSeconds: seconds }),
  };
}
