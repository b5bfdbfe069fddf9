// What the scheduler knows of nodes and the pods on them, including pods that it has just put on a
// node and whose binding is still under way (assumed pods).
// Life of a pod here: assume -> add (confirmed by the informer) -> update -> remove;
// or assume -> forget (binding failed), or assume -> finishBinding -> expire (never confirmed).
import type { Node, Pod } from "#api/core/v1";
import { assert } from "#base";
import { NodeInfo } from "../framework/node-info.ts";
import { assignedPodInfo, makePodInfo, type PodInfo } from "../framework/pod-info.ts";
import { ImageStates } from "./image-states.ts";
import { NodeTree } from "./node-tree.ts";
import type { Snapshot } from "./snapshot.ts";

interface KnownPod {
  info: PodInfo;
  nodeName: string;
  isAssumed: boolean;
  /** When an assumed pod whose binding has ended is given up, in milliseconds; undefined: never. */
  deadline: number | undefined;
}

export interface SchedulerCacheOptions {
  /** How long an assumed pod may stay unconfirmed after its binding ended; 0 (Kubernetes' default): for ever. */
  assumedPodLifetimeMilliseconds?: number;
}

export class SchedulerCache {
  readonly #lifetimeMilliseconds: number;
  readonly #nodes = new Map<string, NodeInfo>();
  /** By uid. */
  readonly #pods = new Map<string, KnownPod>();
  readonly #tree = new NodeTree();
  readonly #images = new ImageStates();
  /** Nodes that changed since the last snapshot. */
  readonly #changed = new Set<string>();
  #generation = 0;

  constructor(options: SchedulerCacheOptions = {}) {
    this.#lifetimeMilliseconds = options.assumedPodLifetimeMilliseconds ?? 0;
  }

  get nodeCount(): number {
    return this.#tree.size;
  }

  get podCount(): number {
    return this.#pods.size;
  }

  get assumedPodCount(): number {
    let count = 0;
    for (const { isAssumed } of this.#pods.values()) if (isAssumed) count++;
    return count;
  }

  setNode(node: Node): void {
    const info = this.#nodeInfo(node.metadata.name ?? "");
    info.setNode(node);
    info.imageStates = this.#images.set(node);
    this.#tree.set(node);
    this.#touch(node.metadata.name ?? "", info);
  }

  /** Pods on it stay known until they are removed themselves. */
  removeNode(nodeName: string): void {
    const info = this.#nodes.get(nodeName);
    if (!info) return;
    info.node = undefined;
    this.#images.delete(nodeName);
    this.#tree.delete(nodeName);
    this.#touch(nodeName, info);
    if (info.pods.length === 0) this.#nodes.delete(nodeName);
  }

  isAssumed(uid: string): boolean {
    return this.#pods.get(uid)?.isAssumed ?? false;
  }

  /** Counts the pod on the node from now on, although it is not bound yet. */
  assume(info: PodInfo, nodeName: string): PodInfo {
    assert(!this.#pods.has(uidOf(info.pod)), `Pod "${info.key}" is on a node already`);
    const assumed = assignedPodInfo(info, nodeName);
    this.#place(assumed, nodeName, true);
    return assumed;
  }

  /** The binding has been written; from now on the informer's confirmation is awaited. */
  finishBinding(uid: string, now: number): void {
    const known = this.#pods.get(uid);
    if (!known?.isAssumed || this.#lifetimeMilliseconds === 0) return;
    known.deadline = now + this.#lifetimeMilliseconds;
  }

  /** The binding failed. False when the pod was not assumed (any more). */
  forget(uid: string): boolean {
    const known = this.#pods.get(uid);
    if (!known?.isAssumed) return false;
    this.#displace(uid, known);
    return true;
  }

  /** Gives up assumed pods that were never confirmed; gives their uids. */
  expire(now: number): string[] {
    const expired: string[] = [];
    for (const [uid, known] of this.#pods) {
      if (!known.isAssumed || known.deadline === undefined || known.deadline > now) continue;
      this.#displace(uid, known);
      expired.push(uid);
    }
    return expired;
  }

  /** An assigned pod as the API has it: confirms an assumed one, changes a known one. */
  setPod(pod: Pod): void {
    const nodeName = pod.spec.nodeName ?? "";
    const known = this.#pods.get(uidOf(pod));
    if (known) this.#displace(uidOf(pod), known);
    // What is derived from a pod depends on its spec alone.
    const { generation } = pod.metadata;
    const isSameSpec =
      generation !== undefined && generation === known?.info.pod.metadata.generation;
    this.#place(isSameSpec ? { ...known.info, pod } : makePodInfo(pod), nodeName, false);
  }

  /** False when the pod was not known. */
  removePod(uid: string): boolean {
    const known = this.#pods.get(uid);
    if (known) this.#displace(uid, known);
    return known !== undefined;
  }

  /** Brings the snapshot up to date; costs as much as has changed. */
  updateSnapshot(snapshot: Snapshot): void {
    for (const name of this.#changed) {
      const info = this.#nodes.get(name);
      if (info?.node && info.generation > snapshot.generation) snapshot.replace(info);
    }
    this.#changed.clear();
    snapshot.generation = this.#generation;
    snapshot.setNames(this.#tree.list());
  }

  #place(info: PodInfo, nodeName: string, isAssumed: boolean): void {
    const node = this.#nodeInfo(nodeName);
    node.addPod(info);
    this.#pods.set(uidOf(info.pod), { info, nodeName, isAssumed, deadline: undefined });
    this.#touch(nodeName, node);
  }

  #displace(uid: string, known: KnownPod): void {
    this.#pods.delete(uid);
    const node = this.#nodes.get(known.nodeName);
    if (!node) return;
    node.removePod(known.info.key);
    this.#touch(known.nodeName, node);
    if (!node.node && node.pods.length === 0) this.#nodes.delete(known.nodeName);
  }

  #nodeInfo(nodeName: string): NodeInfo {
    const present = this.#nodes.get(nodeName);
    if (present) return present;
    const created = new NodeInfo();
    this.#nodes.set(nodeName, created);
    return created;
  }

  #touch(nodeName: string, info: NodeInfo): void {
    info.generation = ++this.#generation;
    this.#changed.add(nodeName);
  }
}

function uidOf(pod: Pod): string {
  return pod.metadata.uid ?? "";
}
