// The service proxy on nftables: one table, maps and verdict maps; an update touches only the
// chains and elements of the Services that changed, in one transaction.
import type { ServicePort } from "../../service-ports.ts";
import { usableEndpoints } from "../../topology.ts";
import type { ProxiedPort, ProxyBackend, ServiceUpdate } from "../backend.ts";
import { Hairpins } from "./hairpins.ts";
import { type RuleSet, renderService } from "./rules.ts";
import { type RunCommand, runCommand } from "./run.ts";
import { renderChanges, renderFrame, renderPicks, tableName } from "./table.ts";

interface Programmed {
  rules: RuleSet;
  ports: readonly ProxiedPort[];
}

export interface NftablesOptions {
  clusterCidr: string;
  serviceCidr: string;
  run?: RunCommand;
}

export class NftablesBackend implements ProxyBackend {
  readonly name = "nftables";
  readonly #options: NftablesOptions;
  readonly #run: RunCommand;
  #programmed = new Map<string, Programmed>();
  #hairpins = new Hairpins();
  #picks = new Set<string>();

  constructor(options: NftablesOptions) {
    this.#options = options;
    this.#run = options.run ?? runCommand;
  }

  async replaceAll(updates: readonly ServiceUpdate[]): Promise<void> {
    const next = new Map<string, Programmed>();
    for (const { service, ports } of updates) {
      if (ports.length === 0) continue;
      next.set(service, { rules: renderService(ports), ports });
    }
    const before = this.#programmed;
    const changes = [...next.values()].map(({ rules }) => ({ before: undefined, after: rules }));
    const hairpins = new Hairpins();
    const plan = hairpins.plan(changes);
    const picks = new Map(changes.flatMap(({ after }) => [...after.picks]));
    await this.#nft([
      ...renderFrame(this.#options),
      ...renderPicks(picks),
      ...renderChanges(changes),
      ...plan.lines,
    ]);
    plan.commit();
    this.#picks = new Set(picks.keys());
    this.#hairpins = hairpins;
    this.#programmed = next;
    const gone = [...before.keys()].filter((service) => !next.has(service));
    await this.#forgetConnections(before, [
      ...updates,
      ...gone.map((service) => ({ service, ports: [] })),
    ]);
  }

  async apply(updates: readonly ServiceUpdate[]): Promise<void> {
    const rendered = new Map<string, Programmed>();
    for (const { service, ports } of updates)
      rendered.set(service, { rules: renderService(ports), ports });
    const changes = [...rendered].map(([service, { rules }]) => ({
      before: this.#programmed.get(service)?.rules,
      after: rules,
    }));
    const plan = this.#hairpins.plan(changes);
    const picks = new Map(changes.flatMap(({ after }) => [...after.picks]));
    for (const chain of this.#picks) picks.delete(chain);
    const lines = [...renderPicks(picks), ...renderChanges(changes), ...plan.lines];
    const before = new Map(updates.map(({ service }) => [service, this.#programmed.get(service)]));
    if (lines.length > 0) await this.#nft(lines);
    plan.commit();
    for (const chain of picks.keys()) this.#picks.add(chain);
    for (const [service, one] of rendered) {
      if (one.ports.length === 0) this.#programmed.delete(service);
      else this.#programmed.set(service, one);
    }
    await this.#forgetConnections(before, updates);
  }

  async cleanUp(): Promise<void> {
    await this.#nft([`add table ${tableName}`, `delete table ${tableName}`]);
    this.#programmed.clear();
  }

  async #nft(lines: readonly string[]): Promise<void> {
    const result = await this.#run("nft", ["-f", "-"], `${lines.join("\n")}\n`);
    if (result.code !== 0)
      throw new Error(`nft refused the rules: ${result.stderr.trim().split("\n")[0] ?? ""}`);
  }

  /** UDP has no end of a connection: entries that lead to endpoints that are gone are deleted. */
  async #forgetConnections(
    before: ReadonlyMap<string, Programmed | undefined>,
    updates: readonly ServiceUpdate[],
  ): Promise<void> {
    for (const { service, ports } of updates) {
      for (const { port, endpoints: old } of before.get(service)?.ports ?? []) {
        if (port.protocol !== "udp") continue;
        const now = ports.find(
          (one) => one.port.portName === port.portName && one.port.protocol === "udp",
        );
        const isSame =
          now?.port.clusterAddress === port.clusterAddress &&
          now.port.port === port.port &&
          now.port.nodePort === port.nodePort;
        await this.#forgetPort(port, old, isSame ? now.endpoints : []);
      }
    }
  }

  async #forgetPort(
    port: ServicePort,
    old: ProxiedPort["endpoints"],
    now: ProxiedPort["endpoints"],
  ): Promise<void> {
    const key = (one: { address: string; port: number }): string => `${one.address}:${one.port}`;
    const current = new Set(usableEndpoints(now, { local: false }).map(key));
    const previous = usableEndpoints(old, { local: false });
    const gone = previous.filter((endpoint) => !current.has(key(endpoint)));
    const targets = [
      ["--orig-dst", port.clusterAddress, "--orig-port-dst", String(port.port)],
      ...(port.nodePort ? [["--orig-port-dst", String(port.nodePort)]] : []),
    ];
    for (const target of targets) {
      for (const endpoint of gone)
        await this.#run(
          "conntrack",
          ["-D", "-p", "udp", ...target, "--reply-src", endpoint.address],
          "",
        );
      // Entries from before there was an endpoint lead nowhere.
      if (previous.length === 0 && current.size > 0)
        await this.#run("conntrack", ["-D", "-p", "udp", ...target], "");
    }
  }
}
