// Gives Services their node ports. A port is taken while a stored Service has it, or while it was
// handed out so recently that its Service may still be on its way to the store.
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
import type { Service } from "#api/core/v1";
import type { ObjectStore } from "#apiserver";
import type { Clock, Random } from "#base";

export class NodePortError extends Error {
  override name = "NodePortError";
}

/** A write takes far less time than this from its allocation to the store. */
const reservationMilliseconds = 60_000;

export interface NodePortAllocatorOptions {
  first: number;
  last: number;
  clock: Clock;
  random: Random;
}

export class NodePortAllocator {
  readonly #options: NodePortAllocatorOptions;
  /** Port to the time, in milliseconds since 1970, until which it is set aside. */
  readonly #reserved = new Map<number, number>();

  constructor(options: NodePortAllocatorOptions) {
    this.#options = options;
  }

  /** The ports of all Services but the one named. */
  async portsInUse(services: ObjectStore, namespace: string, name: string): Promise<Set<number>> {
    const ports = new Set<number>();
    for (const object of await services.list()) {
      const { metadata, spec } = object as unknown as Service;
      if (metadata.namespace === namespace && metadata.name === name) continue;
      for (const { nodePort } of spec?.ports ?? []) if (nodePort) ports.add(nodePort);
      if (spec?.healthCheckNodePort) ports.add(spec.healthCheckNodePort);
    }
    const now = this.#options.clock.now();
    for (const [port, until] of this.#reserved) {
      if (until > now) ports.add(port);
      else this.#reserved.delete(port);
    }
    return ports;
  }

  /** Picks a free port and adds it to `inUse`. Throws a NodePortError when there is none. */
  allocate(inUse: Set<number>, isDryRun: boolean): number {
    const { first, last, random } = this.#options;
    const size = last - first + 1;
    // The lower part is left to ports that people choose themselves.
    const reserved = size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
    const dynamic = size - reserved;
    const start = random.integer(dynamic);
    for (let attempt = 0; attempt < size; attempt++) {
      const offset =
        attempt < dynamic ? reserved + ((start + attempt) % dynamic) : attempt - dynamic;
      const port = first + offset;
      if (inUse.has(port)) continue;
      this.#take(port, inUse, isDryRun);
      return port;
    }
    throw new NodePortError("range is full");
  }

  /** Throws a NodePortError when the port is outside the range or taken. */
  allocateExact(port: number, inUse: Set<number>, isDryRun: boolean): void {
    const { first, last } = this.#options;
    if (port < first || port > last) {
      throw new NodePortError(
        `provided port is not in the valid range. The range of valid ports is ${first}-${last}`,
      );
    }
    if (inUse.has(port)) throw new NodePortError("provided port is already allocated");
    this.#take(port, inUse, isDryRun);
  }

  release(port: number): void {
    this.#reserved.delete(port);
  }

  #take(port: number, inUse: Set<number>, isDryRun: boolean): void {
    inUse.add(port);
    if (!isDryRun) this.#reserved.set(port, this.#options.clock.now() + reservationMilliseconds);
  }
}
