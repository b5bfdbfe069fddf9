// Deletes pods from nodes with NoExecute taints, when they do not tolerate them, or not any longer.
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
import { nodes, pods } from "#api";
import type { Node, Pod, Taint } from "#api/core/v1";
import { formatTime, isNotFound } from "#apimachinery";
import { deepEqual } from "#base";
import type { Informer } from "#client";
import { isPodTerminal, toleratesTaint } from "#component-helpers";
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
import { addNodeIndex, podsOnNode } from "./pods-on-node.ts";

export const taintEvictionController: Descriptor = {
  name: "taint-eviction-controller",
  reads: [nodes, pods],
  writes: [pods],
  build: (context) => new TaintEvictionController(context),
};

class TaintEvictionController implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  /** Keys of pods whose eviction is due later. */
  readonly #waiting = new Set<string>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers: 8,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#nodes = context.informers.informer(nodes);
    this.#pods = context.informers.informer(pods);
    addNodeIndex(this.#pods);
    this.#nodes.addHandler({
      add: (node) => this.#nodeChanged(node),
      update: (node, old) => {
        if (!deepEqual(executing(node), executing(old))) this.#nodeChanged(node);
      },
    });
    this.#pods.addHandler({
      add: (pod) => this.#podChanged(pod),
      update: (pod, old) => {
        const isMoved = pod.spec.nodeName !== old.spec.nodeName;
        if (isMoved || !deepEqual(pod.spec.tolerations, old.spec.tolerations)) {
          this.#podChanged(pod);
        }
      },
      delete: (pod) => this.#waiting.delete(keyOf(pod)),
    });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #nodeChanged(node: Node): void {
    const hasTaints = executing(node).length > 0;
    for (const pod of podsOnNode(this.#pods.lister, node.metadata.name ?? "")) {
      const key = keyOf(pod);
      if (hasTaints || this.#waiting.has(key)) this.#controller.enqueue(key);
    }
  }

  #podChanged(pod: Pod): void {
    const node = this.#nodes.lister.get("", pod.spec.nodeName ?? "");
    if (node && executing(node).length > 0) this.#controller.enqueue(keyOf(pod));
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace, name } = splitKey(key);
    const pod = this.#pods.lister.get(namespace, name);
    const node = this.#nodes.lister.get("", pod?.spec.nodeName ?? "");
    if (!pod || !node || pod.metadata.deletionTimestamp || isPodTerminal(pod)) {
      this.#waiting.delete(key);
      return "done";
    }
    const due = evictionTime(pod, executing(node));
    if (due === undefined) {
      if (this.#waiting.delete(key)) this.#tell(pod, `Cancelling deletion of Pod ${key}`);
      return "done";
    }
    const wait = due - this.#context.clock.now();
    if (wait > 0) {
      this.#waiting.add(key);
      return { afterMilliseconds: wait };
    }
    this.#waiting.delete(key);
    await this.#evict(pod, signal);
    return "done";
  }

  async #evict(pod: Pod, signal: AbortSignal): Promise<void> {
    const client = this.#context.client.resource(pods);
    const { namespace = "", name = "", uid = "" } = pod.metadata;
    this.#tell(pod, `Marking for deletion Pod ${namespace}/${name}`);
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      reason: "DeletionByTaintManager",
      message: "Taint manager: deleting due to NoExecute taint",
      lastTransitionTime: formatTime(this.#context.clock.now()),
    };
    try {
      await client.patch(
        namespace,
        name,
        { metadata: { uid }, status: { conditions: [condition] } },
        { type: "strategic", subresource: "status", signal },
      );
      await client.delete(namespace, name, { preconditions: { uid }, signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #tell(pod: Pod, message: string): void {
    this.#context.recorder.event(pod, { type: "Normal", reason: "TaintManagerEviction", message });
  }
}

function executing(node: Node): Taint[] {
  return (node.spec.taints ?? []).filter((taint) => taint.effect === "NoExecute");
}

/** Milliseconds since 1970; undefined: all taints are tolerated for ever. 0: one is not at all. */
export function evictionTime(pod: Pod, taints: readonly Taint[]): number | undefined {
  let due: number | undefined;
  // A pod that came to a tainted node has its time from then on.
  const startedAt = Date.parse(pod.status?.startTime ?? pod.metadata.creationTimestamp ?? "") || 0;
  for (const taint of taints) {
    const tolerations = (pod.spec.tolerations ?? []).filter((t) => toleratesTaint(t, taint));
    if (tolerations.length === 0) return 0;
    const limits = tolerations
      .map((toleration) => toleration.tolerationSeconds)
      .filter((seconds) => seconds !== undefined);
    if (limits.length === 0) continue;
    const since = Math.max(startedAt, Date.parse(taint.timeAdded ?? "") || 0);
    const end = since + Math.max(0, Math.min(...limits)) * 1000;
    due = due === undefined ? end : Math.min(due, end);
  }
  return due;
}
