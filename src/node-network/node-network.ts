// The pod network of one node: it watches Nodes, gives the container runtime its CNI configuration
// once the node has a pod CIDR, and keeps routes to the pods of all other nodes.
// https://kubernetes.io/docs/concepts/cluster-administration/networking/
import { existsSync } from "node:fs";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { nodes } from "#api";
import type { Node } from "#api/core/v1";
import type { Clock } from "#base";
import { type Informer, type InformerFactory, RateLimitedQueue } from "#client";
import { writeNetworkConfiguration } from "#cni";
import type { Logger } from "#component-base";
import { nodeAddress } from "#component-helpers";
import { KernelNetworkTable, type NetworkTable } from "./network-table.ts";

export interface NodeNetworkOptions {
  clock: Clock;
  log: Logger;
  informers: InformerFactory;
  nodeName: string;
  /** The whole cluster's: "10.244.0.0/16". */
  clusterCIDR: string;
  /** With "nat", pods reach the outside under the node's address. */
  egress: "nat" | "none";
  cni: {
    /**
     * Where the runtime looks; below "host-ports" goes the configuration of pods with host ports.
     */
    configDirectory: string;
    /** Where addresses given away are remembered. */
    dataDirectory: string;
    /** Unique on the machine. */
    networkName: string;
    /** "ptp" unless set. */
    podNetwork?: string;
    mtu?: number;
  };
  /** Called when the configuration for a pod CIDR is there. */
  onConfigured?(podCIDR: string): void;
  /** The kernel of this process's namespace unless set. */
  table?: NetworkTable;
}

const key = "network";
const firstRetryMilliseconds = 100;
const longestRetryMilliseconds = 10_000;
const iptablesPaths = ["/usr/sbin/iptables", "/sbin/iptables", "/usr/local/sbin/iptables"];

export class NodeNetwork {
  /** Resolves with the node's pod CIDR when the runtime has its configuration. */
  readonly configured: Promise<string>;
  readonly #options: NodeNetworkOptions;
  readonly #table: NetworkTable;
  readonly #queue: RateLimitedQueue;
  readonly #informer: Informer<Node>;
  #setConfigured: (podCIDR: string) => void = () => {};
  #configuredCIDR = "";
  readonly #stopping = new AbortController();
  #removeHandler: () => void = () => {};
  #worker: Promise<void> = Promise.resolve();

  constructor(options: NodeNetworkOptions) {
    this.#options = options;
    this.#table = options.table ?? new KernelNetworkTable();
    this.#queue = new RateLimitedQueue({
      clock: options.clock,
      baseDelayMilliseconds: firstRetryMilliseconds,
      maxDelayMilliseconds: longestRetryMilliseconds,
    });
    this.#informer = options.informers.informer(nodes);
    this.configured = new Promise((resolve) => {
      this.#setConfigured = resolve;
    });
  }

  async start(): Promise<void> {
    const enqueue = (): void => this.#queue.add(key);
    this.#removeHandler = this.#informer.addHandler({
      add: enqueue,
      update: (node, old) => {
        if (describe(node) !== describe(old)) enqueue();
      },
      delete: enqueue,
    });
    this.#options.informers.start();
    this.#worker = this.#work();
  }

  /** Routes stay: pods go on while this process is replaced. */
  async stop(): Promise<void> {
    this.#removeHandler();
    this.#stopping.abort();
    this.#queue.shutDown();
    await this.#worker;
  }

  async #work(): Promise<void> {
    for (;;) {
      const next = await this.#queue.next();
      if (next === undefined) return;
      try {
        await this.#reconcile();
        this.#queue.forget(next);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#options.log.warn("The node's pod network could not be set up", { error });
        this.#queue.addRateLimited(next);
      } finally {
        this.#queue.done(next);
      }
    }
  }

  async #reconcile(): Promise<void> {
    // With half of the list, routes of the other half would be taken away.
    if (!this.#informer.hasSynced) await this.#informer.synced(this.#stopping.signal);
    const all = this.#informer.lister.list();
    const own = all.find((node) => node.metadata?.name === this.#options.nodeName);
    const routes = new Map<string, string>();
    for (const node of all) {
      const podCIDR = podCIDROf(node);
      const address = addressOf(node);
      if (node !== own && podCIDR && address) routes.set(podCIDR, address);
    }
    const podCIDR = own && podCIDROf(own);
    if (podCIDR) await this.#configure(podCIDR);
    await this.#table.apply({
      clusterCIDR: this.#options.clusterCIDR,
      routes,
      ...(podCIDR && this.#options.egress === "nat"
        ? { masquerade: { podCIDR, nodeAddresses: all.flatMap((node) => addressOf(node) ?? []) } }
        : {}),
    });
  }

  async #configure(podCIDR: string): Promise<void> {
    if (podCIDR === this.#configuredCIDR) return;
    const { cni, onConfigured } = this.#options;
    const write = (directory: string, portMappings: boolean): Promise<boolean> =>
      writeNetworkConfiguration(directory, cni.podNetwork ?? "ptp", {
        name: cni.networkName,
        podCIDR,
        dataDirectory: cni.dataDirectory,
        portMappings,
        ...(cni.mtu === undefined ? {} : { mtu: cni.mtu }),
      });
    // Host ports are set up by iptables: without it, pods that ask for one are refused.
    if (iptablesPaths.some((path) => existsSync(path)))
      await write(join(cni.configDirectory, "host-ports"), true);
    await write(cni.configDirectory, false);
    this.#configuredCIDR = podCIDR;
    this.#setConfigured(podCIDR);
    onConfigured?.(podCIDR);
  }
}

/** All of a node that matters here: heartbeats change the rest. */
function describe(node: Node): string {
  return `${podCIDROf(node)} ${addressOf(node)}`;
}

// What a node says of itself goes into commands: only what is an address is taken.
function addressOf(node: Node): string | undefined {
  const address = nodeAddress(node, "InternalIP");
  return address !== undefined && isIPv4(address) ? address : undefined;
}

function podCIDROf(node: Node): string | undefined {
  const [address = "", length = "", ...rest] = (node.spec?.podCIDR ?? "").split("/");
  const isCIDR = isIPv4(address) && /^\d{1,2}$/.test(length) && Number(length) <= 32;
  return isCIDR && rest.length === 0 ? `${address}/${length}` : undefined;
}
