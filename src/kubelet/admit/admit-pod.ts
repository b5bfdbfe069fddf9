// Whether this node takes a pod: the scheduler's checks once more, against what is here now.
// A refused pod becomes Failed with the reason. https://kubernetes.io/docs/concepts/scheduling-eviction/
import type { ContainerPort, Node, Pod } from "#api/core/v1";
import {
  findUntoleratedTaint,
  matchesRequiredNodeAffinity,
  podRequests,
  resourceAmounts,
} from "#component-helpers";
import type { PodFailure } from "../pod-workers.ts";

/** Undefined: admitted. `others` are the pods already here that are not finished. */
export function admitPod(pod: Pod, others: readonly Pod[], node: Node): PodFailure | undefined {
  return (
    insufficientResource(pod, others, node) ??
    nodeAffinity(pod, node) ??
    portConflict(pod, others) ??
    noExecuteTaint(pod, node) ??
    operatingSystem(pod)
  );
}

function insufficientResource(
  pod: Pod,
  others: readonly Pod[],
  node: Node,
): PodFailure | undefined {
  const allocatable = resourceAmounts(node.status?.allocatable);
  const maximumPods = allocatable["pods"];
  if (maximumPods !== undefined && others.length + 1 > maximumPods) {
    return refused("pods", 1, others.length, maximumPods);
  }
  const used: Record<string, number> = {};
  for (const other of others) {
    for (const [name, amount] of Object.entries(podRequests(other))) {
      used[name] = (used[name] ?? 0) + amount;
    }
  }
  for (const [name, requested] of Object.entries(podRequests(pod))) {
    const capacity = allocatable[name];
    if (requested === 0 || capacity === undefined) continue;
    const already = used[name] ?? 0;
    if (already + requested > capacity) return refused(name, requested, already, capacity);
  }
  return undefined;
}

function refused(name: string, requested: number, used: number, capacity: number): PodFailure {
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  };
}

function nodeAffinity(pod: Pod, node: Node): PodFailure | undefined {
  if (matchesRequiredNodeAffinity(pod, node)) return undefined;
  return {
    reason: "NodeAffinity",
    message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  };
}

function hostPorts(pod: Pod): ContainerPort[] {
  return pod.spec.containers
    .flatMap(({ ports }) => ports ?? [])
    .map((port) =>
      pod.spec.hostNetwork ? { ...port, hostPort: port.hostPort ?? port.containerPort } : port,
    )
    .filter(({ hostPort }) => (hostPort ?? 0) > 0);
}

function portConflict(pod: Pod, others: readonly Pod[]): PodFailure | undefined {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return undefined;
  const taken = others.flatMap(hostPorts);
  const conflict = wanted.some((port) => taken.some((other) => collide(port, other)));
  if (!conflict) return undefined;
  return {
    reason: "NodePorts",
    message:
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  };
}

function collide(a: ContainerPort, b: ContainerPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? "TCP") !== (b.protocol ?? "TCP")) return false;
  const any = (ip: string | undefined): boolean => !ip || ip === "0.0.0.0" || ip === "::";
  return any(a.hostIP) || any(b.hostIP) || a.hostIP === b.hostIP;
}

function noExecuteTaint(pod: Pod, node: Node): PodFailure | undefined {
  const taint = findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, ["NoExecute"]);
  if (taint === undefined) return undefined;
  return {
    reason: "TaintToleration",
    message:
      "Predicate TaintToleration failed: " +
      `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`,
  };
}

function operatingSystem(pod: Pod): PodFailure | undefined {
  const name = pod.spec.os?.name;
  if (name === undefined || name === "linux") return undefined;
  return {
    reason: "PodOSNotSupported",
    message: "Failed to admit pod as the OS field doesn't match node OS",
  };
}
