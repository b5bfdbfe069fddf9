// Whether the machine's own packet filter would drop what nodes send: Docker sets the policy of
// forwarded packets to DROP, and with br_netfilter that policy meets what a bridge carries too.
// https://docs.docker.com/engine/network/packet-filtering-firewalls/
import { type CheckResult, ok, warning } from "./check-result.ts";
import type { Machine } from "./machine.ts";

const bridgeSetting = "/proc/sys/net/bridge/bridge-nf-call-iptables";

export async function checkForwarding(machine: Machine): Promise<CheckResult> {
  const name = "forwarding";
  const isBridgeFiltered = machine.read(bridgeSetting).trim() === "1";
  const dropping = await droppingChain(machine);
  if (dropping === undefined)
    return ok(
      name,
      `nothing drops it${isBridgeFiltered ? " (bridge-nf-call-iptables is on)" : ""}`,
    );
  const what = isBridgeFiltered
    ? "drops traffic between nodes and from nodes outwards"
    : "drops traffic from nodes outwards (--egress nat)";
  const chain =
    (await machine.run(["iptables", "-S", "DOCKER-USER"])).exitCode === 0
      ? "DOCKER-USER"
      : "FORWARD";
  return warning(
    name,
    `${dropping} has the policy DROP, which ${what}; let it through: iptables -I ${chain} -i cox+ -j ACCEPT && iptables -I ${chain} -o cox+ -j ACCEPT`,
  );
}

/** "ip filter FORWARD"; those of cox itself drop only what is meant for its own bridge. */
async function droppingChain(machine: Machine): Promise<string | undefined> {
  let table = "";
  let chain = "";
  for (const line of (await machine.run(["nft", "list", "chains"])).stdout.split("\n")) {
    table = /^table (\S+ \S+) \{/.exec(line)?.[1] ?? table;
    chain = /^\s+chain (\S+) \{/.exec(line)?.[1] ?? chain;
    if (/hook forward\b.*policy drop/.test(line) && !/^(arp|bridge|netdev) /.test(table))
      return `Chain ${table} ${chain}`;
  }
  // The older iptables has tables of its own, which asking would load.
  if (!machine.read("/proc/net/ip_tables_names").split("\n").includes("filter")) return undefined;
  const legacy = await machine.run(["iptables-legacy", "-S", "FORWARD"]);
  return /^-P FORWARD DROP/m.test(legacy.stdout) ? "Chain FORWARD" : undefined;
}
