// A pod with what the scheduler derives from it once: requests, host ports, affinity terms.
import type { Pod, PodAffinityTerm, WeightedPodAffinityTerm } from "#api/core/v1";
import { compileLabelSelector, type LabelSelector, type Labels, Selector } from "#apimachinery";
import { isRestartableInitContainer } from "#component-helpers";
import { type HostPort, portProtocol } from "./host-ports.ts";
import { podNonZeroRequests, podResource, type Resource } from "./resource.ts";

/** One required term, ready to be compared with pods. */
export interface AffinityTerm {
  namespaces: ReadonlySet<string>;
  namespaceSelector: Selector;
  selector: Selector;
  topologyKey: string;
}

export interface WeightedAffinityTerm extends AffinityTerm {
  weight: number;
}

export interface PodInfo {
  readonly pod: Pod;
  /** "namespace/name". */
  readonly key: string;
  readonly requests: Resource;
  readonly nonZero: { cpu: number; memory: number };
  readonly hostPorts: readonly HostPort[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedAffinityTerm[];
  readonly preferredAntiAffinity: readonly WeightedAffinityTerm[];
}

const none: readonly never[] = [];
const noNamespaces: ReadonlySet<string> = new Set();

export function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? ""}/${pod.metadata.name ?? ""}`;
}

export function makePodInfo(pod: Pod): PodInfo {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  return {
    pod,
    key: podKey(pod),
    requests: podResource(pod),
    nonZero: podNonZeroRequests(pod),
    hostPorts: hostPortsOf(pod),
    requiredAffinity: compileTerms(
      pod,
      podAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
    ),
    requiredAntiAffinity: compileTerms(
      pod,
      podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
    ),
    preferredAffinity: compileWeightedTerms(
      pod,
      podAffinity?.preferredDuringSchedulingIgnoredDuringExecution,
    ),
    preferredAntiAffinity: compileWeightedTerms(
      pod,
      podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution,
    ),
  };
}

/** The same pod as one that runs on the node. The given one stays as it is. */
export function assignedPodInfo(info: PodInfo, nodeName: string): PodInfo {
  return { ...info, pod: { ...info.pod, spec: { ...info.pod.spec, nodeName } } };
}

/** Whether the term speaks of this pod. */
export function termMatches(
  term: AffinityTerm,
  pod: Pod,
  namespaceLabels: Labels | undefined,
): boolean {
  const namespace = pod.metadata.namespace ?? "";
  const isNamespaceMeant =
    term.namespaces.has(namespace) || term.namespaceSelector.matches(namespaceLabels ?? {});
  return isNamespaceMeant && term.selector.matches(pod.metadata.labels ?? {});
}

function compileTerms(
  pod: Pod,
  terms: readonly PodAffinityTerm[] | undefined,
): readonly AffinityTerm[] {
  return terms?.length ? terms.map((term) => compileTerm(pod, term)) : none;
}

function compileWeightedTerms(
  pod: Pod,
  terms: readonly WeightedPodAffinityTerm[] | undefined,
): readonly WeightedAffinityTerm[] {
  if (!terms?.length) return none;
  return terms.map(({ weight, podAffinityTerm }) => ({
    ...compileTerm(pod, podAffinityTerm),
    weight,
  }));
}

function compileTerm(pod: Pod, term: PodAffinityTerm): AffinityTerm {
  // Neither names nor a selector: the pod's own namespace.
  const namespaces =
    !term.namespaces?.length && !term.namespaceSelector
      ? new Set([pod.metadata.namespace ?? ""])
      : term.namespaces
        ? new Set(term.namespaces)
        : noNamespaces;
  return {
    namespaces,
    namespaceSelector: term.namespaceSelector
      ? compileLabelSelector(term.namespaceSelector as LabelSelector)
      : Selector.nothing,
    selector: compileLabelSelector(term.labelSelector as LabelSelector | undefined),
    topologyKey: term.topologyKey,
  };
}

function hostPortsOf(pod: Pod): readonly HostPort[] {
  const ports: HostPort[] = [];
  const sidecars = (pod.spec.initContainers ?? []).filter(isRestartableInitContainer);
  for (const container of [...sidecars, ...pod.spec.containers]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (!hostPort || hostPort <= 0) continue;
      ports.push({ ip: hostIP || "0.0.0.0", protocol: portProtocol(protocol), port: hostPort });
    }
  }
  return ports.length ? ports : none;
}
