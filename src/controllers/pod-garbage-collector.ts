// Deletes pods that nobody else will: those on nodes that are gone, those that were never
// scheduled and are to go, and the oldest of too many finished ones.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection
import { nodes, pods } from "#api";
import type { Node, Pod } from "#api/core/v1";
import { formatTime, isNotFound } from "#apimachinery";
import type { Informer } from "#client";
import { isPodTerminal, podCondition } from "#component-helpers";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  keyOf,
  type ReconcileResult,
  type Runnable,
  splitKey,
} from "#controller-runtime";
import { addNodeIndex, podsOnNode } from "./node-lifecycle/pods-on-node.ts";

const defaultThreshold = 12_500;
/** A node that is only slow to appear keeps its pods. */
const quarantineMilliseconds = 40_000;
/** Queue keys: "node/<name>", "pod/<namespace>/<name>" and this one. */
const terminatedKey = "terminated";

export function podGarbageCollector(options: { threshold?: number } = {}): Descriptor {
  return {
    name: "pod-garbage-collector-controller",
    reads: [pods, nodes],
    writes: [pods],
    build: (context) => new PodGarbageCollector(context, options.threshold ?? defaultThreshold),
  };
}

class PodGarbageCollector implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #threshold: number;
  /** Uids of finished pods. */
  readonly #terminated = new Set<string>();

  constructor(context: ControllerContext, threshold: number) {
    this.#context = context;
    this.#threshold = threshold;
    this.#controller = new Controller({
      ...controllerOptions(context),
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#pods = context.informers.informer(pods);
    this.#nodes = context.informers.informer(nodes);
    addNodeIndex(this.#pods);
    this.#pods.addHandler({
      add: (pod) => this.#podSeen(pod),
      update: (pod, old) => this.#podSeen(pod, old),
      delete: (pod) => this.#terminated.delete(pod.metadata.uid ?? ""),
    });
    this.#nodes.addHandler({ delete: (node) => this.#nodeMissing(node.metadata.name ?? "") });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #podSeen(pod: Pod, old?: Pod): void {
    if (isPodTerminal(pod)) {
      this.#terminated.add(pod.metadata.uid ?? "");
      if (this.#terminated.size > this.#threshold) this.#controller.enqueue(terminatedKey);
    }
    const { nodeName } = pod.spec;
    if (!nodeName) {
      if (pod.metadata.deletionTimestamp) this.#controller.enqueue(`pod/${keyOf(pod)}`);
    } else if (old?.spec.nodeName !== nodeName && !this.#nodes.lister.get("", nodeName)) {
      this.#nodeMissing(nodeName);
    }
  }

  #nodeMissing(name: string): void {
    this.#controller.enqueueAfter(`node/${name}`, quarantineMilliseconds);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    if (key === terminatedKey) await this.#collectTerminated(signal);
    else if (key.startsWith("node/")) await this.#collectOrphaned(key.slice(5), signal);
    else {
      const { namespace, name } = splitKey(key.slice(4));
      const pod = this.#pods.lister.get(namespace, name);
      const isMeant = pod?.metadata.deletionTimestamp && !pod.spec.nodeName;
      if (pod && isMeant) await this.#delete(pod, undefined, signal);
    }
    return "done";
  }

  async #collectTerminated(signal: AbortSignal): Promise<void> {
    const finished = this.#pods.lister.list().filter(isPodTerminal);
    const surplus = finished.length - this.#threshold;
    if (surplus <= 0) return;
    const age = (pod: Pod): string => `${pod.metadata.creationTimestamp} ${pod.metadata.name}`;
    finished.sort((a, b) => (age(a) < age(b) ? -1 : 1));
    for (const pod of finished.slice(0, surplus)) await this.#delete(pod, undefined, signal);
  }

  async #collectOrphaned(nodeName: string, signal: AbortSignal): Promise<void> {
    if (this.#nodes.lister.get("", nodeName)) return;
    const onNode = podsOnNode(this.#pods.lister, nodeName);
    if (onNode.length === 0 || (await this.#nodeExists(nodeName, signal))) return;
    for (const pod of onNode) await this.#delete(pod, "PodGC: node no longer exists", signal);
  }

  async #nodeExists(name: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#context.client.resource(nodes).get("", name, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Without grace; with `why` the pod is first marked as failed. */
  async #delete(pod: Pod, why: string | undefined, signal: AbortSignal): Promise<void> {
    const client = this.#context.client.resource(pods);
    const { namespace = "", name = "", uid = "" } = pod.metadata;
    try {
      if (why !== undefined && !isPodTerminal(pod)) {
        await client.patch(namespace, name, this.#failed(pod, why), {
          type: "strategic",
          subresource: "status",
          signal,
        });
      }
      await client.delete(namespace, name, {
        gracePeriodSeconds: 0,
        preconditions: { uid },
        signal,
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #failed(pod: Pod, message: string): unknown {
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      reason: "DeletionByPodGC",
      message,
      lastTransitionTime: formatTime(this.#context.clock.now()),
    };
    const isMarked = podCondition(pod, "DisruptionTarget")?.status === "True";
    const { uid } = pod.metadata;
    return {
      metadata: { uid },
      status: { phase: "Failed", ...(isMarked ? {} : { conditions: [condition] }) },
    };
  }
}
