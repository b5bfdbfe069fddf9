// Gives Services their cluster IP. An IPAddress object is the claim on an address: making it is the
// one step that decides between two Services that want the same one.
// https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects
import { ipAddresses } from "#api";
import type { IPAddress } from "#api/networking/v1";
import { isAlreadyExists, isNotFound, type UnstructuredObject } from "#apimachinery";
import type { ObjectStore } from "#apiserver";
import { assert, type Random } from "#base";

export interface ServiceReference {
  namespace: string;
  name: string;
}

export class ClusterIpError extends Error {
  override name = "ClusterIpError";
}

/** Addresses tried before giving up; each miss means that somebody else took it just now. */
const attemptLimit = 1000;

export class ClusterIpAllocator {
  readonly #cidr: string;
  readonly #first: number;
  /** Addresses of the range but its first and last. */
  readonly #size: number;
  readonly #random: Random;

  /** `cidr`: "10.96.0.0/16". */
  constructor(cidr: string, random: Random) {
    const [address = "", prefix = ""] = cidr.split("/");
    const prefixLength = Number(prefix);
    assert(prefixLength >= 8 && prefixLength <= 30, `Bad service range: ${cidr}`);
    const hostBits = 32 - prefixLength;
    this.#cidr = cidr;
    this.#first = Math.floor(toNumber(address) / 2 ** hostBits) * 2 ** hostBits + 1;
    this.#size = 2 ** hostBits - 2;
    this.#random = random;
  }

  /** Claims an address for the Service. Throws a ClusterIpError when all are taken. */
  async allocate(
    store: ObjectStore,
    service: ServiceReference,
    isDryRun: boolean,
  ): Promise<string> {
    // The lower part is left to addresses that people choose themselves.
    const reserved = Math.min(Math.max(16, Math.floor(this.#size / 16)), 256, this.#size - 1);
    const dynamic = this.#size - reserved;
    const start = this.#random.integer(dynamic);
    for (let attempt = 0; attempt < Math.min(this.#size, attemptLimit + dynamic); attempt++) {
      const offset =
        attempt < dynamic ? reserved + ((start + attempt) % dynamic) : attempt - dynamic;
      const address = toText(this.#first + offset);
      if (isDryRun) {
        if (!(await isTaken(store, address))) return address;
      } else if (await claim(store, address, service)) return address;
    }
    throw new ClusterIpError("range is full");
  }

  /**
   * Claims that very address; gives "" when the Service has it already. Throws a ClusterIpError
   * when it is outside the range or taken.
   */
  async allocateExact(
    store: ObjectStore,
    address: string,
    options: { service: ServiceReference; isDryRun: boolean },
  ): Promise<string> {
    const offset = toNumber(address) - this.#first;
    if (!(offset >= 0 && offset < this.#size)) {
      throw new ClusterIpError(
        `the provided network does not match the current range: ${this.#cidr}`,
      );
    }
    const isFree = options.isDryRun
      ? !(await isTaken(store, address))
      : await claim(store, address, options.service);
    if (isFree) return address;
    if (await isHeldBy(store, address, options.service)) return "";
    throw new ClusterIpError("provided IP is already allocated");
  }

  async release(store: ObjectStore, address: string, service: ServiceReference): Promise<void> {
    if (!(await isHeldBy(store, address, service))) return;
    await store.delete("", address).catch(ignoreNotFound);
  }
}

async function claim(
  store: ObjectStore,
  address: string,
  service: ServiceReference,
): Promise<boolean> {
  const object: IPAddress = {
    apiVersion: `${ipAddresses.group}/${ipAddresses.version}`,
    kind: ipAddresses.kind,
    metadata: {
      name: address,
      labels: {
        "ipaddress.kubernetes.io/ip-family": "IPv4",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
      },
    },
    spec: { parentRef: { group: "", resource: "services", ...service } },
  };
  try {
    await store.create("", object as unknown as UnstructuredObject);
    return true;
  } catch (error) {
    if (isAlreadyExists(error)) return false;
    throw error;
  }
}

async function isTaken(store: ObjectStore, address: string): Promise<boolean> {
  return (await find(store, address)) !== undefined;
}

async function isHeldBy(
  store: ObjectStore,
  address: string,
  service: ServiceReference,
): Promise<boolean> {
  const parent = (await find(store, address))?.spec.parentRef;
  return parent?.namespace === service.namespace && parent.name === service.name;
}

async function find(store: ObjectStore, address: string): Promise<IPAddress | undefined> {
  try {
    return (await store.get("", address)) as unknown as IPAddress;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
