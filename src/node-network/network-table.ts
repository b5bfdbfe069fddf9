// What the node's kernel must hold for the pod network, and how it gets there: routes to other nodes' pods,
// and address translation for what leaves the cluster. See ip-route(8), nft(8).
import { runCommand } from "#sandbox";

export interface NetworkState {
  /** Of the whole cluster: what no route covers is refused at once. */
  clusterCIDR: string;
  /** Pod CIDR of another node to that node's address. */
  routes: ReadonlyMap<string, string>;
  /** Set where pods may reach the outside: they do so under the node's address. */
  masquerade?: { podCIDR: string; nodeAddresses: readonly string[] };
}

/** Makes the kernel hold a state; the interface is for tests. */
export interface NetworkTable {
  /** Rejects when some of it could not be done; the rest is done then. */
  apply(state: NetworkState): Promise<void>;
}

/** Marks the routes that are ours; numbers above 99 are nobody's. */
const routeProtocol = "140";
const tableName = "coxswain-node-network";

export class KernelNetworkTable implements NetworkTable {
  readonly #enter: readonly string[];
  #routes: Map<string, string> | undefined;
  #rules: string | undefined;

  /** `enter` goes before each command: how to get into the node's namespace when not in it. */
  constructor(enter: readonly string[] = []) {
    this.#enter = enter;
  }

  async apply(state: NetworkState): Promise<void> {
    const [routes, rules] = await Promise.allSettled([
      this.#applyRoutes(state),
      this.#applyRules(state),
    ]);
    for (const result of [routes, rules]) if (result.status === "rejected") throw result.reason;
  }

  async #applyRoutes(state: NetworkState): Promise<void> {
    const known = this.#routes ?? (await this.#readRoutes());
    const lines: string[] = [];
    if (!this.#routes) lines.push(`route replace unreachable ${state.clusterCIDR} metric 4096`);
    for (const podCIDR of known.keys())
      if (!state.routes.has(podCIDR)) lines.push(`route del ${podCIDR} proto ${routeProtocol}`);
    for (const [podCIDR, address] of state.routes)
      if (known.get(podCIDR) !== address)
        lines.push(`route replace ${podCIDR} via ${address} proto ${routeProtocol}`);
    if (lines.length === 0) return;
    // After a failure the kernel is asked again what it holds.
    this.#routes = undefined;
    const batch = ["ip", "-force", "-batch", "-"];
    await runCommand([...this.#enter, ...batch], { input: `${lines.join("\n")}\n` });
    this.#routes = new Map(state.routes);
  }

  async #readRoutes(): Promise<Map<string, string>> {
    const show = ["ip", "-4", "-json", "route", "show", "proto", routeProtocol];
    const text = await runCommand([...this.#enter, ...show]);
    const routes = JSON.parse(text || "[]") as { dst: string; gateway?: string }[];
    return new Map(routes.map(({ dst, gateway = "" }) => [dst, gateway]));
  }

  async #applyRules({ clusterCIDR, masquerade }: NetworkState): Promise<void> {
    const lines = [`table ip ${tableName}`, `delete table ip ${tableName}`];
    if (masquerade)
      lines.push(
        `table ip ${tableName} {`,
        "  chain postrouting {",
        "    type nat hook postrouting priority 100",
        `    ip saddr ${masquerade.podCIDR} ip daddr != ${clusterCIDR} ` +
          `ip daddr != { ${[...masquerade.nodeAddresses].sort().join(", ")} } masquerade`,
        "  }",
        "}",
      );
    const rules = `${lines.join("\n")}\n`;
    if (rules === this.#rules) return;
    await runCommand([...this.#enter, "nft", "-f", "-"], { input: rules });
    this.#rules = rules;
  }
}
