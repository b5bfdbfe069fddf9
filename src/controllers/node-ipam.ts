// Gives each node its own range of pod addresses.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ (--cluster-cidr)
import { nodes } from "#api";
import type { Node } from "#api/core/v1";
import { assert } from "#base";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type ReconcileResult,
  type Runnable,
} from "#controller-runtime";

export interface NodeIpamOptions {
  /** "10.244.0.0/16" */
  clusterCidr: string;
  /** 24: each node has 256 addresses. */
  nodeMaskSize: number;
}

export function nodeIpamController(options: NodeIpamOptions): Descriptor {
  return {
    name: "node-ipam-controller",
    reads: [nodes],
    writes: [nodes],
    build: (context) => new NodeIpamController(context, options),
  };
}

class NodeIpamController implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #ranges: CidrRanges;
  /** Who has which range, those included that the cache does not show yet. */
  readonly #taken = new Map<string, string>();

  constructor(context: ControllerContext, options: NodeIpamOptions) {
    this.#context = context;
    this.#ranges = new CidrRanges(options.clusterCidr, options.nodeMaskSize);
    this.#controller = new Controller({
      ...controllerOptions(context),
      reconcile: (name, signal) => this.#reconcile(name, signal),
    });
    const seen = (node: Node): void => {
      const { name = "" } = node.metadata;
      if (node.spec.podCIDR) this.#taken.set(node.spec.podCIDR, name);
      else this.#controller.enqueue(name);
    };
    context.informers.informer(nodes).addHandler({
      add: seen,
      update: seen,
      delete: (node) => {
        const { name } = node.metadata;
        for (const [range, owner] of this.#taken) if (owner === name) this.#taken.delete(range);
      },
    });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(name: string, signal: AbortSignal): Promise<ReconcileResult> {
    const node = this.#context.informers.informer(nodes).lister.get("", name);
    if (!node || node.spec.podCIDR) return "done";
    const range = this.#ranges.firstFree(this.#taken, name);
    if (range === undefined) {
      this.#context.recorder.event(node, {
        type: "Normal",
        reason: "CIDRNotAvailable",
        message: `Node ${name} status is now: CIDRNotAvailable`,
      });
      throw new Error("All ranges of pod addresses are taken");
    }
    this.#taken.set(range, name);
    await this.#context.client
      .resource(nodes)
      .patch("", name, { spec: { podCIDR: range, podCIDRs: [range] } }, { type: "merge", signal });
    return "done";
  }
}

/** The ranges of one size within an IPv4 range. */
export class CidrRanges {
  readonly #base: number;
  readonly #count: number;
  readonly #maskSize: number;

  constructor(cidr: string, maskSize: number) {
    const [address = "", mask = ""] = cidr.split("/");
    const octets = address.split(".").map(Number);
    assert(octets.length === 4 && octets.every(Number.isInteger), `"${cidr}" is no IPv4 range`);
    assert(Number(mask) <= maskSize && maskSize <= 30, `A /${maskSize} does not fit in "${cidr}"`);
    this.#base = octets.reduce((number, octet) => number * 256 + octet, 0);
    this.#count = 2 ** (maskSize - Number(mask));
    this.#maskSize = maskSize;
  }

  /** Nobody's, or what `owner` has already. */
  firstFree(taken: ReadonlyMap<string, string>, owner: string): string | undefined {
    for (let index = 0; index < this.#count; index++) {
      const range = this.#range(index);
      const holder = taken.get(range);
      if (holder === undefined || holder === owner) return range;
    }
    return undefined;
  }

  #range(index: number): string {
    const start = this.#base + index * 2 ** (32 - this.#maskSize);
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${octets.join(".")}/${this.#maskSize}`;
  }
}
