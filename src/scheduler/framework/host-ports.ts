// Ports of a node that its pods occupy.

export interface HostPort {
  /** "0.0.0.0" for all addresses. */
  ip: string;
  protocol: string;
  port: number;
}

const everyAddress = "0.0.0.0";

export function portProtocol(protocol: string | undefined): string {
  return protocol || "TCP";
}

export class HostPorts {
  /** How many pods hold "protocol/port" on an address. */
  readonly #counts: Map<string, Map<string, number>>;

  constructor(from?: HostPorts) {
    this.#counts = new Map();
    if (!from) return;
    for (const [key, addresses] of from.#counts) this.#counts.set(key, new Map(addresses));
  }

  add(ports: readonly HostPort[]): void {
    for (const { ip, protocol, port } of ports) {
      const key = `${protocol}/${port}`;
      const addresses = this.#counts.get(key) ?? new Map<string, number>();
      this.#counts.set(key, addresses);
      addresses.set(ip, (addresses.get(ip) ?? 0) + 1);
    }
  }

  remove(ports: readonly HostPort[]): void {
    for (const { ip, protocol, port } of ports) {
      const key = `${protocol}/${port}`;
      const addresses = this.#counts.get(key);
      const count = addresses?.get(ip) ?? 0;
      if (count > 1) addresses?.set(ip, count - 1);
      else addresses?.delete(ip);
      if (addresses?.size === 0) this.#counts.delete(key);
    }
  }

  /** Whether one of the ports is taken; all addresses conflict with each single one. */
  conflictsWith(ports: readonly HostPort[]): boolean {
    return ports.some(({ ip, protocol, port }) => {
      const addresses = this.#counts.get(`${protocol}/${port}`);
      if (!addresses) return false;
      return ip === everyAddress || addresses.has(everyAddress) || addresses.has(ip);
    });
  }
}
