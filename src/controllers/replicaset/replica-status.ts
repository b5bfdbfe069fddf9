// The status of a ReplicaSet from the pods that exist.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
import type { Pod } from "#api/core/v1";
import { formatTime, selectorFromLabels } from "#apimachinery";
import { isPodAvailable, isPodReady, podCondition } from "#component-helpers";
import {
  type ReplicaCondition,
  type ReplicaStatus,
  type Replicated,
  templateOf,
} from "./replica-kind.ts";

export interface Observed {
  active: readonly Pod[];
  /** Undefined: the kind does not count them. */
  terminating: number | undefined;
  /** What went wrong when pods were made or deleted. */
  failure?: { reason: "FailedCreate" | "FailedDelete"; message: string };
  now: number;
}

export function replicaStatus(owner: Replicated, observed: Observed): ReplicaStatus {
  const template = selectorFromLabels(templateOf(owner).metadata?.labels ?? {});
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  const { active, terminating, now } = observed;
  const count = (holds: (pod: Pod) => boolean): number => active.filter(holds).length;
  const status: ReplicaStatus = {
    replicas: active.length,
    fullyLabeledReplicas: count((pod) => template.matches(pod.metadata.labels ?? {})),
    readyReplicas: count(isPodReady),
    availableReplicas: count((pod) => isPodAvailable(pod, minReadySeconds, now)),
    observedGeneration: owner.metadata.generation ?? 0,
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
  };
  const conditions = conditionsOf(owner, observed);
  if (conditions.length > 0) status.conditions = conditions;
  return status;
}

/** Whether the written status says the same; zero and absent are equal. */
export function isSameStatus(a: ReplicaStatus | undefined, b: ReplicaStatus): boolean {
  const text = (status: ReplicaStatus | undefined): string =>
    JSON.stringify([
      status?.replicas ?? 0,
      status?.fullyLabeledReplicas ?? 0,
      status?.readyReplicas ?? 0,
      status?.availableReplicas ?? 0,
      status?.terminatingReplicas ?? 0,
      status?.observedGeneration ?? 0,
      (status?.conditions ?? []).map(({ type, status, reason, message, lastTransitionTime }) => [
        type,
        status,
        reason,
        message,
        lastTransitionTime,
      ]),
    ]);
  return text(a) === text(b);
}

/** Milliseconds until the next pod has been ready long enough; undefined: none is waiting. */
export function untilNextAvailable(
  pods: readonly Pod[],
  minReadySeconds: number,
  now: number,
): number | undefined {
  let next: number | undefined;
  for (const pod of pods) {
    if (!isPodReady(pod) || isPodAvailable(pod, minReadySeconds, now)) continue;
    const since = Date.parse(podCondition(pod, "Ready")?.lastTransitionTime ?? "");
    const left = Math.max(0, since + minReadySeconds * 1000 - now);
    if (next === undefined || left < next) next = left;
  }
  return next;
}

function conditionsOf(owner: Replicated, observed: Observed): ReplicaCondition[] {
  const present: readonly ReplicaCondition[] = owner.status?.conditions ?? [];
  const { failure, now } = observed;
  const known = present.find((condition) => condition.type === "ReplicaFailure");
  if (failure && known) return [...present];
  const others = present.filter((condition) => condition.type !== "ReplicaFailure");
  if (!failure) return others;
  return [
    ...others,
    { type: "ReplicaFailure", status: "True", lastTransitionTime: formatTime(now), ...failure },
  ];
}
