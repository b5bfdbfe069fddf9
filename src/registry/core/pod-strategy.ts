// What happens to a pod when it is written, by which door.
// https://kubernetes.io/docs/concepts/workloads/pods/

import {
  applyPodDefaults,
  type Container,
  type Pod,
  type PodAffinityTerm,
  validatePodResize,
} from "#api/core/v1";
import type { LabelSelectorRequirement } from "#api/meta/v1";
import { semanticEqual } from "#api/meta/v1";
import { type FieldError, FieldPath, invalidValue } from "#apimachinery";
import type { WriteContext } from "#apiserver";
import {
  computeQualityOfServiceClass,
  isPodTerminal,
  podQualityOfServiceClass,
} from "#component-helpers";
import { keepField } from "../define-resource.ts";

export function prepareNewPod(pod: Pod, context: WriteContext): void {
  // Admission may have added containers, volumes or an account.
  applyPodDefaults(pod);
  pod.status = { phase: "Pending", qosClass: computeQualityOfServiceClass(pod) };
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) {
    pod.status.conditions = [
      {
        type: "PodScheduled",
        status: "False",
        reason: "SchedulingGated",
        message: "Scheduling is blocked due to non-empty scheduling gates",
        lastTransitionTime: context.now,
      },
    ];
  }
  mergeMatchLabelKeys(pod);
}

/**
 * Seconds a delete leaves the pod when the client does not say. Undefined: nothing runs (it is on
 * no node, or all its containers have ended), so it goes at once.
 */
export function gracePeriodSeconds(pod: Pod): number | undefined {
  if (!pod.spec.nodeName || isPodTerminal(pod)) return undefined;
  const seconds = pod.spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

export function preparePodStatus(pod: Pod, old: Pod): void {
  pod.status ??= {};
  const { status } = pod;
  if (old.status?.qosClass !== undefined) status.qosClass = old.status.qosClass;
  const firstIp = status.podIPs?.[0]?.ip;
  if (firstIp !== undefined) status.podIP = firstIp;
  else if (status.podIP) status.podIPs = [{ ip: status.podIP }];
}

export function keepAllButEphemeralContainers(pod: Pod, old: Pod): void {
  const { ephemeralContainers } = pod.spec;
  keepIdentityOnly(pod, old);
  pod.spec = { ...old.spec, ...(ephemeralContainers ? { ephemeralContainers } : {}) };
  countGeneration(pod, old);
}

export function keepAllButResources(pod: Pod, old: Pod): void {
  const { containers, initContainers } = pod.spec;
  keepIdentityOnly(pod, old);
  const oldInits = old.spec.initContainers;
  pod.spec = {
    ...old.spec,
    containers: withResources(old.spec.containers, containers),
    ...(oldInits ? { initContainers: withResources(oldInits, initContainers ?? []) } : {}),
  };
  countGeneration(pod, old);
}

/** A pod keeps its class for life: the kubelet placed its processes by it. */
export function validateResize(pod: Pod, old: Pod): FieldError[] {
  const before = podQualityOfServiceClass(old);
  const after = computeQualityOfServiceClass(pod);
  const detail = "Pod QOS Class may not change as a result of resizing";
  return [
    ...validatePodResize(pod, old),
    ...(before === after ? [] : [invalidValue(FieldPath.of("spec"), after, detail)]),
  ];
}

function keepIdentityOnly(pod: Pod, old: Pod): void {
  const { resourceVersion, managedFields } = pod.metadata;
  pod.metadata = {
    ...old.metadata,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(managedFields ? { managedFields } : {}),
  };
  keepField(pod, old, "status");
}

function withResources(old: readonly Container[], next: readonly Container[]): Container[] {
  return old.map((container) => {
    const wanted = next.find(({ name }) => name === container.name);
    if (wanted === undefined) return container;
    const changed = { ...container };
    keepField(changed, wanted, "resources");
    keepField(changed, wanted, "resizePolicy");
    return changed;
  });
}

function countGeneration(pod: Pod, old: Pod): void {
  const isChanged = !semanticEqual(pod.spec, old.spec);
  pod.metadata.generation = (old.metadata.generation ?? 0) + (isChanged ? 1 : 0);
}

/** The values of the pod's own labels join the selectors that ask for them by key. */
function mergeMatchLabelKeys(pod: Pod): void {
  const labels = pod.metadata.labels ?? {};
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const terms: PodAffinityTerm[] = [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      (weighted) => weighted.podAffinityTerm ?? { topologyKey: "" },
    ),
  ]);
  for (const term of terms) {
    addRequirements(term, term.matchLabelKeys, "In", labels);
    addRequirements(term, term.mismatchLabelKeys, "NotIn", labels);
  }
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) {
    addRequirements(constraint, constraint.matchLabelKeys, "In", labels);
  }
}

function addRequirements(
  term: Pick<PodAffinityTerm, "labelSelector">,
  keys: readonly string[] | undefined,
  operator: "In" | "NotIn",
  labels: Readonly<Record<string, string>>,
): void {
  if (term.labelSelector === undefined) return;
  const added: LabelSelectorRequirement[] = [];
  for (const key of keys ?? []) {
    const value = labels[key];
    if (value !== undefined) added.push({ key, operator, values: [value] });
  }
  if (added.length === 0) return;
  const expressions = term.labelSelector.matchExpressions ?? [];
  term.labelSelector.matchExpressions = [...expressions, ...added];
}
