// A node with the pods on it and the sums the plugins ask for.
import type { Node } from "#api/core/v1";
import { resourceAmounts } from "#component-helpers";
import { HostPorts } from "./host-ports.ts";
import type { PodInfo } from "./pod-info.ts";
import {
  addResource,
  cloneResource,
  emptyResource,
  type Resource,
  resourceFrom,
} from "./resource.ts";

export interface ImageState {
  sizeBytes: number;
  /** The nodes that have it; shared by all of them. */
  nodes: ReadonlySet<string>;
}

export class NodeInfo {
  /** Undefined while pods name a node that is not there (yet, or any more). */
  node: Node | undefined;
  pods: PodInfo[] = [];
  podsWithAffinity: PodInfo[] = [];
  podsWithRequiredAntiAffinity: PodInfo[] = [];
  requested: Resource = emptyResource();
  nonZeroRequested: { cpu: number; memory: number } = { cpu: 0, memory: 0 };
  allocatable: Resource = emptyResource();
  usedPorts: HostPorts = new HostPorts();
  /** By normalized image name. */
  imageStates: ReadonlyMap<string, ImageState> = new Map();
  /** Grows with every change. */
  generation = 0;

  get name(): string {
    return this.node?.metadata.name ?? "";
  }

  setNode(node: Node): void {
    this.node = node;
    this.allocatable = resourceFrom(resourceAmounts(node.status?.allocatable));
  }

  addPod(info: PodInfo): void {
    this.pods.push(info);
    if (hasAffinity(info)) this.podsWithAffinity.push(info);
    if (info.requiredAntiAffinity.length) this.podsWithRequiredAntiAffinity.push(info);
    this.#count(info, 1);
    this.usedPorts.add(info.hostPorts);
  }

  /** False when the pod is not here. */
  removePod(key: string): boolean {
    const info = takeOut(this.pods, key);
    if (!info) return false;
    takeOut(this.podsWithAffinity, key);
    takeOut(this.podsWithRequiredAntiAffinity, key);
    this.#count(info, -1);
    this.usedPorts.remove(info.hostPorts);
    return true;
  }

  /** A copy that may be changed without the original. */
  clone(): NodeInfo {
    const copy = new NodeInfo();
    copy.node = this.node;
    copy.pods = this.pods.slice();
    copy.podsWithAffinity = this.podsWithAffinity.slice();
    copy.podsWithRequiredAntiAffinity = this.podsWithRequiredAntiAffinity.slice();
    copy.requested = cloneResource(this.requested);
    copy.nonZeroRequested = { ...this.nonZeroRequested };
    copy.allocatable = this.allocatable;
    copy.usedPorts = new HostPorts(this.usedPorts);
    copy.imageStates = this.imageStates;
    copy.generation = this.generation;
    return copy;
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    addResource(this.requested, info.requests, sign);
    this.nonZeroRequested.cpu += sign * info.nonZero.cpu;
    this.nonZeroRequested.memory += sign * info.nonZero.memory;
  }
}

function hasAffinity(info: PodInfo): boolean {
  return (
    info.requiredAffinity.length > 0 ||
    info.requiredAntiAffinity.length > 0 ||
    info.preferredAffinity.length > 0 ||
    info.preferredAntiAffinity.length > 0
  );
}

function takeOut(pods: PodInfo[], key: string): PodInfo | undefined {
  const index = pods.findIndex((info) => info.key === key);
  if (index < 0) return undefined;
  const [taken] = pods.splice(index, 1);
  return taken;
}
