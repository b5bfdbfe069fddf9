// A node must have room for what the pod requests; the node with the most room left is best.
// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
import type { Node, Pod } from "#api/core/v1";
import { podRequests, resourceAmounts } from "#component-helpers";
import { actionType } from "../framework/cluster-event.ts";
import type { NodeInfo } from "../framework/node-info.ts";
import { maxNodeScore, type Plugin } from "../framework/plugin.ts";
import type { PodInfo } from "../framework/pod-info.ts";
import { type Resource, resourceFrom } from "../framework/resource.ts";
import { type Status, success } from "../framework/status.ts";

const name = "NodeResourcesFit";

export function nodeResourcesFit(): Plugin {
  return {
    name,
    eventsToRegister: () => [
      {
        resource: "AssignedPod",
        actions: actionType.delete | actionType.updatePodScaleDown,
        hint: (pod, old, current) =>
          freesWanted(pod, old as Pod, current as Pod | undefined) ? "Queue" : "QueueSkip",
      },
      {
        resource: "UnscheduledPod",
        actions: actionType.updatePodScaleDown,
        hint: (pod, _old, current) =>
          (current as Pod).metadata.uid === pod.metadata.uid ? "Queue" : "QueueSkip",
      },
      {
        resource: "Node",
        actions: actionType.add | actionType.updateNodeAllocatable,
        hint: (pod, old, current) =>
          makesRoom(pod, old as Node | undefined, current as Node) ? "Queue" : "QueueSkip",
      },
    ],
    filter: fit,
    score: leastAllocated,
  };
}

/** Runs for every node and pod: the usual answer, that there is room, must cost next to nothing. */
function fit(_state: unknown, { requests }: PodInfo, node: NodeInfo): Status {
  const { allocatable, requested } = node;
  const hasRoom =
    node.pods.length < allocatable.allowedPods &&
    isRoomy(requests.cpu, allocatable.cpu, requested.cpu) &&
    isRoomy(requests.memory, allocatable.memory, requested.memory) &&
    isRoomy(requests.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  return hasRoom && !requests.scalars ? success : explain(requests, node);
}

function isRoomy(wanted: number, there: number, used: number): boolean {
  return wanted === 0 || wanted <= there - used;
}

function explain(requests: Resource, { allocatable, requested, pods }: NodeInfo): Status {
  const reasons = pods.length < allocatable.allowedPods ? [] : ["Too many pods"];
  let isResolvable = true;
  const check = (resource: string, wanted: number, there: number, used: number): void => {
    if (isRoomy(wanted, there, used)) return;
    reasons.push(`Insufficient ${resource}`);
    // More than the whole node has: taking other pods away would not help.
    if (wanted > there) isResolvable = false;
  };
  check("cpu", requests.cpu, allocatable.cpu, requested.cpu);
  check("memory", requests.memory, allocatable.memory, requested.memory);
  check(
    "ephemeral-storage",
    requests.ephemeralStorage,
    allocatable.ephemeralStorage,
    requested.ephemeralStorage,
  );
  for (const [resource, wanted] of requests.scalars ?? []) {
    const there = allocatable.scalars?.get(resource) ?? 0;
    check(resource, wanted, there, requested.scalars?.get(resource) ?? 0);
  }
  if (reasons.length === 0) return success;
  const code = isResolvable ? "Unschedulable" : "UnschedulableAndUnresolvable";
  return { code, reasons, plugin: name };
}

/** The mean of the free shares of cpu and memory; pods that request nothing count a little. */
function leastAllocated(_state: unknown, { nonZero }: PodInfo, node: NodeInfo): number {
  const { allocatable, nonZeroRequested } = node;
  let sum = 0;
  let resources = 0;
  if (allocatable.cpu > 0) {
    sum += freeShare(allocatable.cpu, nonZeroRequested.cpu + nonZero.cpu);
    resources++;
  }
  if (allocatable.memory > 0) {
    sum += freeShare(allocatable.memory, nonZeroRequested.memory + nonZero.memory);
    resources++;
  }
  return resources === 0 ? 0 : Math.floor(sum / resources);
}

function freeShare(capacity: number, requested: number): number {
  if (requested > capacity) return 0;
  return Math.floor(((capacity - requested) * maxNodeScore) / capacity);
}

/** Whether the deleted or shrunk pod gives back something that the pod wants. */
function freesWanted(pod: Pod, old: Pod, current: Pod | undefined): boolean {
  // A pod that goes frees at least its place among the pods of the node.
  if (!current) return true;
  const wanted = podRequests(pod);
  const before = podRequests(old);
  const after = podRequests(current);
  return Object.keys(wanted).some(
    (resource) => (wanted[resource] ?? 0) > 0 && (after[resource] ?? 0) < (before[resource] ?? 0),
  );
}

/** Whether the pod fits the node when it is empty, and something it wants has grown. */
function makesRoom(pod: Pod, old: Node | undefined, node: Node): boolean {
  const wanted = resourceFrom(podRequests(pod));
  const after = resourceFrom(resourceAmounts(node.status?.allocatable));
  if (!holds(after, wanted)) return false;
  if (!old) return true;
  const before = resourceFrom(resourceAmounts(old.status?.allocatable));
  if (after.allowedPods > before.allowedPods) return true;
  if (wanted.cpu > 0 && after.cpu > before.cpu) return true;
  if (wanted.memory > 0 && after.memory > before.memory) return true;
  if (wanted.ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) return true;
  return [...(wanted.scalars ?? [])].some(
    ([resource]) => (after.scalars?.get(resource) ?? 0) > (before.scalars?.get(resource) ?? 0),
  );
}

function holds(there: Resource, wanted: Resource): boolean {
  return (
    there.allowedPods >= 1 &&
    wanted.cpu <= there.cpu &&
    wanted.memory <= there.memory &&
    wanted.ephemeralStorage <= there.ephemeralStorage &&
    [...(wanted.scalars ?? [])].every(
      ([resource, amount]) => amount <= (there.scalars?.get(resource) ?? 0),
    )
  );
}
