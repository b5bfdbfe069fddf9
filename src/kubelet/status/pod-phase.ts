// A pod's phase from the states of its containers.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
import type { ContainerStatus, Pod, PodStatus } from "#api/core/v1";
import { isRestartableInitContainer } from "#component-helpers";

type Phase = NonNullable<PodStatus["phase"]>;

interface Counts {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

/** `isTerminal`: everything is down and stays down. */
export function podPhase(
  pod: Pod,
  init: readonly ContainerStatus[],
  regular: readonly ContainerStatus[],
  isTerminal: boolean,
): Phase {
  const policy = pod.spec.restartPolicy ?? "Always";
  const { pending, failed } = countInit(pod, init);
  const counts = countRegular(pod, regular);
  if (failed > 0 && policy === "Never") return "Failed";
  const neverRan = counts.running === 0 && counts.stopped === 0;
  if (pending > 0 && neverRan) return "Pending";
  if (counts.waiting > 0) return "Pending";
  if (counts.running > 0 && counts.unknown === 0) return "Running";
  if (counts.running === 0 && counts.stopped > 0 && counts.unknown === 0) {
    const allSucceeded = counts.stopped === counts.succeeded;
    if (isTerminal) return allSucceeded ? "Succeeded" : "Failed";
    if (policy === "Always") return "Running";
    if (allSucceeded) return "Succeeded";
    return policy === "Never" ? "Failed" : "Running";
  }
  return "Pending";
}

function countInit(
  pod: Pod,
  statuses: readonly ContainerStatus[],
): { pending: number; failed: number } {
  let pending = 0;
  let failed = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const status = statuses.find(({ name }) => name === container.name);
    const state = status?.state;
    if (isRestartableInitContainer(container)) {
      if (state?.terminated === undefined && status?.started !== true) pending++;
      continue;
    }
    const over = state?.terminated ?? (state?.waiting ? status?.lastState?.terminated : undefined);
    if (over === undefined) pending++;
    else if (over.exitCode !== 0) failed++;
  }
  return { pending, failed };
}

function countRegular(pod: Pod, statuses: readonly ContainerStatus[]): Counts {
  const counts: Counts = { unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const { name } of pod.spec.containers) {
    const status = statuses.find((candidate) => candidate.name === name);
    const state = status?.state;
    if (state?.running) counts.running++;
    else if (state?.terminated) {
      counts.stopped++;
      if (state.terminated.exitCode === 0) counts.succeeded++;
    } else if (state?.waiting) {
      if (status?.lastState?.terminated) counts.stopped++;
      else counts.waiting++;
    } else counts.unknown++;
  }
  return counts;
}
