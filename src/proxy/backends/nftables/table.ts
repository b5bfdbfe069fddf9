// The frame of the table, and the text of transactions on it.
import { masqueradeMark, type Pick, renderPickChain } from "./pick-chains.ts";
import type { RuleSet } from "./rules.ts";

export const tableName = "ip kube-proxy";

/** The empty table. Deleting an absent table is an error, so it is added first. */
export function renderFrame(options: { serviceCidr: string; clusterCidr: string }): string[] {
  const { serviceCidr, clusterCidr } = options;
  const refused = `ip daddr ${serviceCidr} ct state new goto reject-chain`;
  const check = (hook: string, extra: string[]): string =>
    block(`chain filter-${hook}`, [
      `type filter hook ${hook} priority -110; policy accept;`,
      "ct state new jump no-endpoint-check",
      ...extra,
    ]);
  return [
    `add table ${tableName}`,
    `delete table ${tableName}`,
    `table ${tableName} {
${block("map service-ips", ["type ipv4_addr . inet_proto . inet_service : verdict"])}
${block("map service-nodeports", ["type inet_proto . inet_service : verdict"])}
${block("map no-endpoint-services", ["type ipv4_addr . inet_proto . inet_service : verdict"])}
${block("map no-endpoint-nodeports", ["type inet_proto . inet_service : verdict"])}
${block("map service-endpoints", ["type ipv4_addr . inet_proto . inet_service . mark : ipv4_addr . inet_service"])}
${block("map nodeport-endpoints", ["type inet_proto . inet_service . mark : ipv4_addr . inet_service"])}
${block("chain reject-chain", ["meta l4proto tcp reject with tcp reset", "reject"])}
${block("chain no-endpoint-check", [
  "ip daddr . meta l4proto . th dport vmap @no-endpoint-services",
  "fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @no-endpoint-nodeports",
])}
${block("set hairpin-endpoints", ["type ipv4_addr . ipv4_addr"])}
${block("chain services", [
  // Clients outside the pod network are answered through this node.
  `ip daddr ${serviceCidr} ip saddr != ${clusterCidr} ct mark set ct mark or ${masqueradeMark}`,
  "ip daddr . meta l4proto . th dport vmap @service-ips",
  "fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports",
])}
${block("chain nat-prerouting", ["type nat hook prerouting priority dstnat; policy accept;", "jump services"])}
${block("chain nat-output", ["type nat hook output priority -100; policy accept;", "jump services"])}
${block("chain nat-postrouting", [
  "type nat hook postrouting priority srcnat; policy accept;",
  // A pod that reaches itself through a Service must see another address than its own.
  "ip saddr . ip daddr @hairpin-endpoints masquerade fully-random",
  `ct mark & ${masqueradeMark} == ${masqueradeMark} masquerade fully-random`,
])}
${check("input", [])}
${check("forward", [refused])}
${check("output", [])}
${block("chain unknown-services", ["type filter hook output priority 10; policy accept;", refused])}
${block("chain unknown-services-input", ["type filter hook input priority 10; policy accept;", refused])}
}`,
  ];
}

function block(head: string, lines: readonly string[]): string {
  return `  ${head} {\n${lines.map((line) => `    ${line}\n`).join("")}  }`;
}

export interface RuleChange {
  before: RuleSet | undefined;
  after: RuleSet;
}

/**
 * Commands that turn what Services had in the table into what they shall have. All that is freed
 * goes before what is taken: one Service may get an address or a port that another gives up.
 */
export function renderChanges(changes: readonly RuleChange[]): string[] {
  return [
    ...changes.flatMap(renderChains),
    ...changes.flatMap(({ before, after }) => renderElements("delete", before, after)),
    ...changes.flatMap(({ before, after }) => renderElements("add", after, before)),
    ...changes.flatMap(renderRemovals),
  ];
}

function renderChains({ before, after }: RuleChange): string[] {
  const lines: string[] = [];
  for (const [name, declaration] of after.sets)
    if (!before?.sets.has(name)) lines.push(`add set ${tableName} ${name} { ${declaration}; }`);
  for (const [chain, rules] of after.chains) {
    const old = before?.chains.get(chain);
    if (old && old.length === rules.length && old.every((rule, index) => rule === rules[index]))
      continue;
    lines.push(old ? `flush chain ${tableName} ${chain}` : `add chain ${tableName} ${chain}`);
    for (const rule of rules) lines.push(`add rule ${tableName} ${chain} ${rule}`);
  }
  return lines;
}

/** The elements of one state that the other does not have. */
function renderElements(
  verb: "add" | "delete",
  from: RuleSet | undefined,
  than: RuleSet | undefined,
): string[] {
  const lines: string[] = [];
  for (const [key, verdict] of from?.elements ?? []) {
    if (than?.elements.get(key) === verdict) continue;
    const [map, element] = key.split("|");
    lines.push(`${verb} element ${tableName} ${map} { ${element} : ${verdict} }`);
  }
  return lines;
}

/** Users before those they go to: service chains stand behind their endpoints. */
function renderRemovals({ before, after }: RuleChange): string[] {
  const gone = [...(before?.chains.keys() ?? [])]
    .filter((chain) => !after.chains.has(chain))
    .reverse();
  return [
    ...gone.map((chain) => `flush chain ${tableName} ${chain}`),
    ...gone.map((chain) => `delete chain ${tableName} ${chain}`),
    ...[...(before?.sets.keys() ?? [])]
      .filter((name) => !after.sets.has(name))
      .map((name) => `delete set ${tableName} ${name}`),
  ];
}

/**
 * Makes the shared chains that are not there yet. They stay: there is one for each number of
 * endpoints.
 */
export function renderPicks(picks: ReadonlyMap<string, Pick>): string[] {
  return [...picks].flatMap(([chain, pick]) => [
    `add chain ${tableName} ${chain}`,
    ...renderPickChain(pick).map((rule) => `add rule ${tableName} ${chain} ${rule}`),
  ]);
}
