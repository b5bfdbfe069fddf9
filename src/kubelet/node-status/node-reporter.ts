// Registers the Node and keeps its status true: written on change and every five minutes.
// https://kubernetes.io/docs/concepts/architecture/nodes/#self-registration-of-nodes
import { isDeepStrictEqual } from "node:util";
import { nodes } from "#api";
import type { Node, NodeStatus } from "#api/core/v1";
import { isAlreadyExists, isNotFound } from "#apimachinery";
import { type Clock, sleep, type Timer } from "#base";
import type { Client } from "#client";
import type { Logger } from "#component-base";
import { isNodeReady } from "#component-helpers";
import type { ContainerRuntime } from "#cri";
import type { MachineInfo } from "./machine-info.ts";
import { type NodeObjectInput, nodeObject } from "./node-object.ts";

export interface NodeReporterOptions {
  nodeName: string;
  nodeIPs: readonly string[];
  labels: Readonly<Record<string, string>>;
  machine: MachineInfo;
  maximumPods: number;
  reserved: NodeObjectInput["reserved"];
  kubeletPort: number;
  kubeletVersion: string;
}

export interface NodeReporterDependencies extends NodeReporterOptions {
  clock: Clock;
  log: Logger;
  client: Client;
  runtime: ContainerRuntime;
}

const reportMilliseconds = 300_000;
const failedWriteMilliseconds = 2000;
/** While the runtime or its network is not ready it is asked again this soon, then more slowly. */
const firstHealthCheckMilliseconds = 100;
const maximumHealthCheckMilliseconds = 2000;
const mergeMilliseconds = 500;
const firstRetryMilliseconds = 100;
const maximumRetryMilliseconds = 7000;

export class NodeReporter {
  readonly #dependencies: NodeReporterDependencies;
  #node: Node | undefined;
  #runtimeVersion = "";
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #healthTimer: Timer | undefined;
  #writing = false;
  /** Something changed while a status was being written. */
  #changedMeanwhile = false;
  readonly #stopped = new AbortController();

  constructor(dependencies: NodeReporterDependencies) {
    this.#dependencies = dependencies;
  }

  /** The Node as the API has it (or as it will be registered). */
  get node(): Node | undefined {
    return this.#node;
  }

  /** Registers, trying until it works or `stop` is called; then reports by itself. */
  async start(): Promise<Node> {
    const { wanted, node } = await this.#registerUntilDone();
    this.#node = node;
    this.#reportIn(needsStatus(node, wanted) ? 0 : reportMilliseconds);
    this.#checkHealthWhileNotReady(node);
    return node;
  }

  stop(): void {
    this.#stopped.abort(new Error("The kubelet stops"));
    this.#timer?.cancel();
    this.#healthTimer?.cancel();
  }

  /** Something changed (images, runtime): report soon. */
  changed(): void {
    this.#reportIn(mergeMilliseconds);
  }

  /** Asks the runtime how it is; a change is reported at once. */
  async checkRuntime(): Promise<void> {
    const notReady = await this.#runtimeFailure();
    if (this.#node !== undefined && (notReady === undefined) !== isNodeReady(this.#node)) {
      this.#reportIn(0);
    }
  }

  /** The API server's newest Node. */
  nodeUpdated(node: Node): void {
    const version = (of: Node | undefined): number => Number(of?.metadata.resourceVersion ?? 0);
    if (version(node) >= version(this.#node)) this.#node = node;
  }

  /** No event tells when the pod network's configuration has been read. */
  #checkHealthWhileNotReady(node: Node, delay = firstHealthCheckMilliseconds): void {
    this.#healthTimer?.cancel();
    this.#healthTimer = undefined;
    if (isNodeReady(node) || this.#stopped.signal.aborted) return;
    const { clock, log } = this.#dependencies;
    this.#healthTimer = clock.after(delay, () => {
      const next = Math.min(maximumHealthCheckMilliseconds, 2 * delay);
      this.checkRuntime()
        .catch((error) => log.warn("Container runtime was not checked", { error }))
        .finally(() => this.#checkHealthWhileNotReady(this.#node ?? node, next));
    });
  }

  #reportIn(delayMilliseconds: number): void {
    if (this.#stopped.signal.aborted) return;
    if (this.#writing) {
      this.#changedMeanwhile = true;
      return;
    }
    const dueAt = this.#dependencies.clock.monotonic() + delayMilliseconds;
    if (this.#timer && this.#dueAt <= dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    this.#timer = this.#dependencies.clock.after(delayMilliseconds, () => {
      this.#timer = undefined;
      this.#report().catch((error) =>
        this.#dependencies.log.warn("Node status was not written", { error }),
      );
    });
  }

  async #report(): Promise<void> {
    const { client, nodeName } = this.#dependencies;
    this.#writing = true;
    this.#changedMeanwhile = false;
    let next = failedWriteMilliseconds;
    try {
      const wanted = await this.#object();
      const status = statusPatch(this.#node?.status ?? {}, wanted.status ?? {});
      this.#node = await client
        .resource(nodes)
        .patch("", nodeName, { status }, { type: "strategic", subresource: "status" });
      next = reportMilliseconds;
      this.#checkHealthWhileNotReady(this.#node);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#node = await this.#register(await this.#object());
    } finally {
      this.#writing = false;
      this.#reportIn(this.#changedMeanwhile ? mergeMilliseconds : next);
    }
  }

  async #object(): Promise<Node> {
    const { runtime, clock } = this.#dependencies;
    const notReady = await this.#runtimeFailure();
    const images = notReady === undefined ? await runtime.listImages() : [];
    return nodeObject({
      ...this.#dependencies,
      containerRuntimeVersion: this.#runtimeVersion,
      images,
      notReady,
      nowMilliseconds: clock.now(),
      previous: this.#node?.status?.conditions ?? [],
    });
  }

  /** Why pods cannot run; undefined: they can. */
  async #runtimeFailure(): Promise<string | undefined> {
    const { runtime } = this.#dependencies;
    try {
      if (this.#runtimeVersion === "") {
        const { runtimeName, runtimeVersion = "" } = await runtime.version();
        this.#runtimeVersion = `${runtimeName}://${runtimeVersion.replace(/^v/, "").split("~")[0]}`;
      }
      const { status } = await runtime.status();
      const failed = status?.conditions?.find((condition) => !condition.status);
      if (failed === undefined) return undefined;
      const { type, reason, message } = failed;
      const what = type === "NetworkReady" ? "container runtime network" : "container runtime";
      return `${what} not ready: ${type}=false reason:${reason} message:${message}`;
    } catch (error) {
      return `container runtime is down: ${(error as Error).message}`;
    }
  }

  /** The API server may come later than the kubelet. */
  async #registerUntilDone(): Promise<{ wanted: Node; node: Node }> {
    const { clock, log } = this.#dependencies;
    for (
      let delay = firstRetryMilliseconds;
      ;
      delay = Math.min(maximumRetryMilliseconds, 2 * delay)
    ) {
      const wanted = await this.#object();
      try {
        return { wanted, node: await this.#register(wanted) };
      } catch (error) {
        log.warn("Node was not registered, will be tried again", { error });
      }
      await sleep(clock, delay, this.#stopped.signal);
    }
  }

  async #register(wanted: Node): Promise<Node> {
    const resource = this.#dependencies.client.resource(nodes);
    try {
      return await resource.create("", wanted);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const { labels, annotations } = wanted.metadata;
    const patch = { metadata: { labels, annotations } };
    return await resource.patch("", this.#dependencies.nodeName, patch, { type: "merge" });
  }
}

/** The server kept no status at creation, or an older kubelet wrote another one. */
function needsStatus(node: Node, wanted: Node): boolean {
  const strip = (status: NodeStatus | undefined): unknown => ({
    ...status,
    conditions: (status?.conditions ?? []).map(({ type, status: value }) => ({ type, value })),
  });
  return !isDeepStrictEqual(strip(node.status), strip(wanted.status));
}

/** Fields that changed; conditions always, since their heartbeat did. */
function statusPatch(from: NodeStatus, to: NodeStatus): Record<string, unknown> {
  const before: Record<string, unknown> = { ...from };
  return Object.fromEntries(
    Object.entries(to).filter(
      ([field, value]) => field === "conditions" || !isDeepStrictEqual(before[field], value),
    ),
  );
}
