// The conditions of a pod that the kubelet owns.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
import type { ContainerStatus, Pod, PodCondition, PodStatus } from "#api/core/v1";
import { isRestartableInitContainer, podCondition } from "#component-helpers";

type Phase = NonNullable<PodStatus["phase"]>;
type Judgement = Pick<PodCondition, "status" | "reason" | "message">;

export interface PodConditionsInput {
  pod: Pod;
  phase: Phase;
  init: readonly ContainerStatus[];
  regular: readonly ContainerStatus[];
  /** The sandbox runs and has its network. */
  sandboxReady: boolean;
  /** Of this moment, RFC 3339. */
  now: string;
}

/** Conditions of the kubelet, then what others have set, with unchanged transition times kept. */
export function podConditions(input: PodConditionsInput): PodCondition[] {
  const { pod } = input;
  const containersReady = containersReadyCondition(input);
  const own: [string, Judgement][] = [
    ["PodReadyToStartContainers", { status: input.sandboxReady ? "True" : "False" }],
    ["Initialized", initializedCondition(input)],
    ["Ready", readyCondition(pod, containersReady)],
    ["ContainersReady", containersReady],
    ["PodScheduled", { status: "True" }],
  ];
  const ownTypes = new Set(own.map(([type]) => type));
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !ownTypes.has(type));
  return [...own.map(([type, judgement]) => condition(input, type, judgement)), ...others];
}

function condition(input: PodConditionsInput, type: string, judgement: Judgement): PodCondition {
  const old = podCondition(input.pod, type);
  const unchanged = old?.status === judgement.status && old.lastTransitionTime !== undefined;
  const generation = input.pod.metadata.generation;
  return {
    type,
    ...judgement,
    lastTransitionTime: unchanged ? (old.lastTransitionTime ?? input.now) : input.now,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
}

function finished(phase: Phase): Judgement | undefined {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  return undefined;
}

function containersReadyCondition(input: PodConditionsInput): Judgement {
  const over = finished(input.phase);
  if (over) return over;
  const unknown: string[] = [];
  const unready: string[] = [];
  const sidecars = (input.pod.spec.initContainers ?? []).filter(isRestartableInitContainer);
  for (const { name } of [...sidecars, ...input.pod.spec.containers]) {
    const status = [...input.init, ...input.regular].find((candidate) => candidate.name === name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (unknown.length === 0 && unready.length === 0) return { status: "True" };
  return {
    status: "False",
    reason: "ContainersNotReady",
    message: [
      ...(unknown.length > 0 ? [`containers with unknown status: [${unknown.join(" ")}]`] : []),
      ...(unready.length > 0 ? [`containers with unready status: [${unready.join(" ")}]`] : []),
    ].join(", "),
  };
}

function readyCondition(pod: Pod, containersReady: Judgement): Judgement {
  if (containersReady.status !== "True") return containersReady;
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = podCondition(pod, conditionType);
    if (gate === undefined) {
      messages.push(
        `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
      );
    } else if (gate.status !== "True") {
      messages.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`,
      );
    }
  }
  if (messages.length === 0) return { status: "True" };
  return { status: "False", reason: "ReadinessGatesNotReady", message: messages.join(", ") };
}

function initializedCondition(input: PodConditionsInput): Judgement {
  if (input.phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  const anyStarted = input.regular.some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
  if (anyStarted) return { status: "True" };
  const incomplete: string[] = [];
  const unknown: string[] = [];
  for (const container of input.pod.spec.initContainers ?? []) {
    const status = input.init.find(({ name }) => name === container.name);
    const done = isRestartableInitContainer(container) ? status?.started : status?.ready;
    if (status === undefined) unknown.push(container.name);
    else if (!done) incomplete.push(container.name);
  }
  if (incomplete.length === 0 && unknown.length === 0) return { status: "True" };
  return {
    status: "False",
    reason: "ContainersNotInitialized",
    message: [
      ...(unknown.length > 0 ? [`containers with unknown status: [${unknown.join(" ")}]`] : []),
      ...(incomplete.length > 0
        ? [`containers with incomplete status: [${incomplete.join(" ")}]`]
        : []),
    ].join(", "),
  };
}
