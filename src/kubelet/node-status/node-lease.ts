// The node's heartbeat: a Lease in kube-node-lease, renewed every 10 s.
// https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats
import { leases } from "#api";
import type { Node } from "#api/core/v1";
import { isAlreadyExists, isNotFound } from "#apimachinery";
import type { Clock, Timer } from "#base";
import type { Client } from "#client";
import type { Logger } from "#component-base";
import { nodeLeaseNamespace } from "#component-helpers";

export interface NodeLeaseDependencies {
  clock: Clock;
  log: Logger;
  client: Client;
  nodeName: string;
  /** Called at each renewal: a good moment to look after other things. */
  onRenew?(): void;
}

const leaseSeconds = 40;
const renewMilliseconds = (leaseSeconds * 1000) / 4;
const firstRetryMilliseconds = 200;
const maximumRetryMilliseconds = 7000;

export class NodeLease {
  readonly #dependencies: NodeLeaseDependencies;
  #timer: Timer | undefined;
  #failures = 0;
  #stopped = false;
  #node: Node | undefined;

  constructor(dependencies: NodeLeaseDependencies) {
    this.#dependencies = dependencies;
  }

  /** Writes the lease now, then keeps renewing it. */
  start(node: Node): void {
    this.#node = node;
    this.#renewSoon(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #renewSoon(delayMilliseconds: number): void {
    if (this.#stopped) return;
    this.#timer = this.#dependencies.clock.after(delayMilliseconds, () => {
      this.#dependencies.onRenew?.();
      this.#renew()
        .then(() => {
          this.#failures = 0;
          this.#renewSoon(renewMilliseconds);
        })
        .catch((error) => {
          this.#failures++;
          const delay = firstRetryMilliseconds * 2 ** (this.#failures - 1);
          this.#dependencies.log.warn("Node lease was not renewed", { error });
          this.#renewSoon(Math.min(maximumRetryMilliseconds, delay));
        });
    });
  }

  async #renew(): Promise<void> {
    const { client, clock, nodeName } = this.#dependencies;
    const resource = client.resource(leases);
    const renewTime = new Date(clock.now()).toISOString().replace("Z", "000Z");
    const spec = { holderIdentity: nodeName, leaseDurationSeconds: leaseSeconds, renewTime };
    try {
      await resource.patch(nodeLeaseNamespace, nodeName, { spec }, { type: "merge" });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const uid = this.#node?.metadata.uid ?? "";
      const owner = { apiVersion: "v1", kind: "Node", name: nodeName, uid };
      const metadata = {
        name: nodeName,
        namespace: nodeLeaseNamespace,
        ...(uid === "" ? {} : { ownerReferences: [owner] }),
      };
      const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec };
      await resource.create(nodeLeaseNamespace, lease).catch((failure: unknown) => {
        if (!isAlreadyExists(failure)) throw failure;
      });
    }
  }
}
