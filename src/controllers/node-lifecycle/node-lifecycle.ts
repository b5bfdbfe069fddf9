// Watches over the nodes: one whose kubelet falls silent is marked unknown, tainted, and its pods
// are marked unready. Silence is measured by this process's own clock from the last news, so that
// clocks of nodes do not matter.
// https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
import { leases, nodes, pods } from "#api";
import type { Lease } from "#api/coordination/v1";
import type { Node, NodeCondition, Pod } from "#api/core/v1";
import { formatTime, isNotFound } from "#apimachinery";
import type { Informer } from "#client";
import {
  isNodeReady,
  isPodReady,
  isPodTerminal,
  nodeCondition,
  nodeLeaseNamespace,
} from "#component-helpers";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type ReconcileResult,
  type Runnable,
} from "#controller-runtime";
import { isEvicting, mayEvict, wantedTaints } from "./node-taints.ts";
import { addNodeIndex, podsOnNode } from "./pods-on-node.ts";

export interface NodeLifecycleOptions {
  /** Silence after which a node is unknown. */
  gracePeriodMilliseconds?: number;
  /** The same for a node that has never reported. */
  startupGracePeriodMilliseconds?: number;
}

/** Kubernetes' --node-eviction-rate of 0.1 a second. */
const evictionIntervalMilliseconds = 10_000;
const watchedConditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

export function nodeLifecycleController(options: NodeLifecycleOptions = {}): Descriptor {
  return {
    name: "node-lifecycle-controller",
    reads: [nodes, leases, pods],
    writes: [nodes, pods],
    build: (context) => new NodeLifecycleController(context, options),
  };
}

interface Seen {
  /** Monotonic milliseconds of the last news. */
  at: number;
  /** Whether its kubelet has ever reported. */
  hasReported: boolean;
}

class NodeLifecycleController implements Runnable {
  readonly #context: ControllerContext;
  readonly #options: Required<NodeLifecycleOptions>;
  readonly #controller: Controller;
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  readonly #seen = new Map<string, Seen>();
  /** Nodes whose pods are still to be marked as unready. */
  readonly #unmarked = new Set<string>();
  #lastEviction = { lastName: "", at: Number.NEGATIVE_INFINITY };

  constructor(context: ControllerContext, options: NodeLifecycleOptions) {
    this.#context = context;
    this.#options = {
      gracePeriodMilliseconds: 40_000,
      startupGracePeriodMilliseconds: 60_000,
      ...options,
    };
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers: 8,
      reconcile: (name, signal) => this.#reconcile(name, signal),
    });
    this.#nodes = context.informers.informer(nodes);
    this.#pods = context.informers.informer(pods);
    addNodeIndex(this.#pods);
    this.#nodes.addHandler({
      add: (node) => this.#nodeSeen(node, undefined),
      update: (node, old) => this.#nodeSeen(node, old),
      delete: (node) => {
        this.#seen.delete(node.metadata.name ?? "");
        this.#enqueueAll();
      },
    });
    const renewed = (lease: Lease): void => this.#news(lease.metadata.name ?? "");
    context.informers
      .informer(leases, { namespace: nodeLeaseNamespace })
      .addHandler({ add: renewed, update: renewed });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #nodeSeen(node: Node, old: Node | undefined): void {
    const { name = "" } = node.metadata;
    const heartbeat = nodeCondition(node, "Ready")?.lastHeartbeatTime;
    const before = old ? nodeCondition(old, "Ready")?.lastHeartbeatTime : undefined;
    if (heartbeat && heartbeat !== before) this.#news(name);
    else if (!this.#seen.has(name)) this.#setSeen(name, false);
    this.#controller.enqueue(name);
    // Its pods may not have been marked before this process started.
    if (!old && !isNodeReady(node)) this.#unmarked.add(name);
    if (!old || isNodeReady(old) === isNodeReady(node)) return;
    if (isNodeReady(old)) {
      this.#unmarked.add(name);
      this.#tell(node, "NodeNotReady");
    }
    // Whether pods may be evicted depends on all nodes.
    this.#enqueueAll();
  }

  /** A renewed lease needs no work: the check that is due anyway finds it. */
  #news(name: string): void {
    this.#setSeen(name, true);
    const node = this.#nodes.lister.get("", name);
    if (node && nodeCondition(node, "Ready")?.status === "Unknown") this.#controller.enqueue(name);
  }

  #setSeen(name: string, hasReported: boolean): void {
    this.#seen.set(name, { at: this.#context.clock.monotonic(), hasReported });
  }

  #enqueueAll(): void {
    for (const node of this.#nodes.lister.list()) {
      this.#controller.enqueue(node.metadata.name ?? "");
    }
  }

  async #reconcile(name: string, signal: AbortSignal): Promise<ReconcileResult> {
    let node = this.#nodes.lister.get("", name);
    if (!node) return "done";
    const wait = this.#untilSilent(name);
    if (wait <= 0) node = await this.#markUnknown(node, signal);
    const evictionWait = await this.#taint(node, signal);
    if (this.#unmarked.has(name)) {
      if (!isNodeReady(node)) await this.#markPodsUnready(name, signal);
      this.#unmarked.delete(name);
    }
    const waits = [wait, evictionWait].filter((milliseconds) => milliseconds > 0);
    return waits.length > 0 ? { afterMilliseconds: Math.min(...waits) } : "done";
  }

  #untilSilent(name: string): number {
    const seen = this.#seen.get(name);
    if (!seen) return this.#options.startupGracePeriodMilliseconds;
    const { gracePeriodMilliseconds, startupGracePeriodMilliseconds } = this.#options;
    const grace = seen.hasReported ? gracePeriodMilliseconds : startupGracePeriodMilliseconds;
    return seen.at + grace - this.#context.clock.monotonic();
  }

  async #markUnknown(node: Node, signal: AbortSignal): Promise<Node> {
    const now = formatTime(this.#context.clock.now());
    const conditions = [...(node.status?.conditions ?? [])];
    let isChanged = false;
    for (const type of watchedConditions) {
      const index = conditions.findIndex((condition) => condition.type === type);
      const present = conditions[index];
      if (present?.status === "Unknown") continue;
      isChanged = true;
      const unknown = unknownCondition(type, present, now);
      if (index < 0) conditions.push(unknown);
      else conditions[index] = unknown;
    }
    if (!isChanged) return node;
    const status = { ...node.status, conditions };
    return await this.#context.client.resource(nodes).updateStatus({ ...node, status }, { signal });
  }

  /** Gives the milliseconds until the node's turn to be evicted comes; 0 when nothing waits. */
  async #taint(node: Node, signal: AbortSignal): Promise<number> {
    const now = this.#context.clock.now();
    const canEvict = mayEvict(this.#nodes.lister.list());
    let taints = wantedTaints(node, { mayEvict: canEvict, now });
    let wait = 0;
    if (taints?.some(isEvicting) && !node.spec.taints?.some(isEvicting)) {
      wait = this.#evictionTurn(node.metadata.name ?? "");
      if (wait > 0) taints = wantedTaints(node, { mayEvict: false, now });
    }
    if (!taints) return wait;
    const { name = "", resourceVersion } = node.metadata;
    await this.#context.client
      .resource(nodes)
      .patch(
        "",
        name,
        { metadata: { resourceVersion }, spec: { taints } },
        { type: "merge", signal },
      );
    return wait;
  }

  /** One node after another, so that a fault of many does not move all pods at once. */
  #evictionTurn(name: string): number {
    const now = this.#context.clock.monotonic();
    const { lastName, at } = this.#lastEviction;
    if (lastName !== name && now < at + evictionIntervalMilliseconds) {
      return at + evictionIntervalMilliseconds - now;
    }
    this.#lastEviction = { lastName: name, at: now };
    return 0;
  }

  async #markPodsUnready(nodeName: string, signal: AbortSignal): Promise<void> {
    const client = this.#context.client.resource(pods);
    const lastTransitionTime = formatTime(this.#context.clock.now());
    for (const pod of podsOnNode(this.#pods.lister, nodeName)) {
      if (!isPodReady(pod) || isPodTerminal(pod)) continue;
      const { namespace = "", name = "", uid } = pod.metadata;
      const condition = { type: "Ready", status: "False", lastTransitionTime };
      try {
        await client.patch(
          namespace,
          name,
          { metadata: { uid }, status: { conditions: [condition] } },
          { type: "strategic", subresource: "status", signal },
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
        continue;
      }
      this.#context.recorder.event(pod, {
        type: "Warning",
        reason: "NodeNotReady",
        message: "Node is not ready",
      });
    }
  }

  #tell(node: Node, reason: string): void {
    const message = `Node ${node.metadata.name} status is now: ${reason}`;
    this.#context.recorder.event(node, { type: "Normal", reason, message });
  }
}

function unknownCondition(
  type: string,
  present: NodeCondition | undefined,
  now: string,
): NodeCondition {
  const never = { reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status." };
  const stopped = { reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." };
  return {
    ...present,
    type,
    status: "Unknown",
    ...(present ? stopped : never),
    lastTransitionTime: now,
  };
}
