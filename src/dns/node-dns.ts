// The cluster's DNS on one node: listens on the node's address and says so in an EndpointSlice of the
// Service kube-dns, whose internalTrafficPolicy sends each node's pods to its own server.

import { endpointSlices, type Resource } from "#api";
import type { EndpointSlice } from "#api/discovery/v1";
import { isNotFound, StatusError } from "#apimachinery";
import { type Clock, type Random, retry } from "#base";
import type { Client, InformerFactory } from "#client";
import type { Logger } from "#component-base";
import type { Resolver } from "./plugins/forward.ts";
import { dnsPlugins } from "./plugins/registry.ts";
import { DnsServer } from "./server.ts";
import { ServiceRecords } from "./service-records.ts";

export interface NodeDnsOptions {
  client: Client;
  informers: InformerFactory;
  clock: Clock;
  random: Random;
  log: Logger;
  nodeName: string;
  nodeAddress: string;
  /** "cluster.local". */
  domain: string;
  /** Whether an address is a pod's or a Service's. */
  ownsAddress: (address: string) => boolean;
  resolvers: readonly Resolver[];
}

const dnsPort = 53;
/** The API server may be just starting. */
const publishing = { attempts: 8, initialMilliseconds: 100, maximumMilliseconds: 5_000 };

export class NodeDns {
  readonly #options: NodeDnsOptions;
  readonly #server: DnsServer;

  constructor(options: NodeDnsOptions) {
    this.#options = options;
    const records = new ServiceRecords(options.informers);
    this.#server = new DnsServer({
      plugins: dnsPlugins({ ...options, records }),
      log: options.log,
    });
  }

  /** Rejects when port 53 is taken. The informers are started by whoever made them. */
  async start(): Promise<void> {
    const { nodeAddress, log } = this.#options;
    await this.#server.listen(nodeAddress, dnsPort);
    const { clock } = this.#options;
    const isFinal = (error: unknown): boolean => error instanceof StatusError && error.code === 403;
    await retry(() => this.#publish(), { clock, ...publishing, isFinal });
    log.info("DNS server started", { address: nodeAddress });
  }

  async stop(): Promise<void> {
    await this.#server.close();
  }

  /** Leaves the slice alone when it is right already: a restart writes nothing. */
  async #publish(): Promise<void> {
    const slice = sliceOf(this.#options);
    const client = this.#options.client.resource(endpointSlices as Resource<EndpointSlice>);
    const { name, namespace } = slice.metadata as { name: string; namespace: string };
    try {
      const existing = await client.get(namespace, name);
      if (existing.endpoints?.[0]?.addresses[0] === this.#options.nodeAddress) return;
      await client.update({ ...slice, metadata: { ...existing.metadata } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await client.create(namespace, slice);
    }
  }
}

function sliceOf({ nodeName, nodeAddress }: NodeDnsOptions): EndpointSlice {
  return {
    metadata: {
      name: `kube-dns-${nodeName}`,
      namespace: "kube-system",
      labels: {
        "kubernetes.io/service-name": "kube-dns",
        "endpointslice.kubernetes.io/managed-by": "coxswain-dns",
      },
    },
    addressType: "IPv4",
    endpoints: [
      {
        addresses: [nodeAddress],
        nodeName,
        conditions: { ready: true, serving: true, terminating: false },
      },
    ],
    ports: [
      { name: "dns", port: dnsPort, protocol: "UDP" },
      { name: "dns-tcp", port: dnsPort, protocol: "TCP" },
    ],
  };
}
