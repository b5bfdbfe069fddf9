// Pods that were promised a node, for which room is being made there or which will be bound soon.
import type { PodInfo } from "./pod-info.ts";

export class Nominator {
  readonly #podsByNode = new Map<string, Map<string, PodInfo>>();
  readonly #nodeByUid = new Map<string, string>();

  get size(): number {
    return this.#nodeByUid.size;
  }

  /** On `nodeName`, or where the pod's own status says. */
  add(info: PodInfo, nodeName = info.pod.status?.nominatedNodeName ?? ""): void {
    this.remove(info);
    if (!nodeName) return;
    const uid = info.pod.metadata.uid ?? "";
    const pods = this.#podsByNode.get(nodeName) ?? new Map<string, PodInfo>();
    this.#podsByNode.set(nodeName, pods.set(uid, info));
    this.#nodeByUid.set(uid, nodeName);
  }

  remove(info: PodInfo): void {
    const uid = info.pod.metadata.uid ?? "";
    const nodeName = this.#nodeByUid.get(uid);
    if (nodeName === undefined) return;
    this.#nodeByUid.delete(uid);
    const pods = this.#podsByNode.get(nodeName);
    pods?.delete(uid);
    if (pods?.size === 0) this.#podsByNode.delete(nodeName);
  }

  podsOn(nodeName: string): readonly PodInfo[] {
    const pods = this.#podsByNode.get(nodeName);
    return pods ? [...pods.values()] : [];
  }
}
