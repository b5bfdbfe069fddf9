// The frame of the table, and the text of transactions on it.
import { masqueradeMark, type RuleSet } from "./rules.ts";

export const tableName = "ip kube-proxy";

/** The empty table. Deleting an absent table is an error, so it is added first. */
export function renderFrame(options: { serviceCidr: string }): string[] {
  const { serviceCidr } = options;
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
${block("chain reject-chain", ["meta l4proto tcp reject with tcp reset", "reject"])}
${block("chain no-endpoint-check", [
  "ip daddr . meta l4proto . th dport vmap @no-endpoint-services",
  "fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @no-endpoint-nodeports",
])}
${block("chain services", [
  "ip daddr . meta l4proto . th dport vmap @service-ips",
  "fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports",
])}
${block("chain nat-prerouting", ["type nat hook prerouting priority dstnat; policy accept;", "jump services"])}
${block("chain nat-output", ["type nat hook output priority -100; policy accept;", "jump services"])}
${block("chain nat-postrouting", [
  "type nat hook postrouting priority srcnat; policy accept;",
  `meta mark & ${masqueradeMark} == ${masqueradeMark} meta mark set meta mark xor ${masqueradeMark} masquerade fully-random`,
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

/** Commands that turn what a Service had in the table into what it shall have. */
export function renderChange(before: RuleSet | undefined, after: RuleSet): string[] {
  const [first, last]: [string[], string[]] = [[], []];
  for (const [name, declaration] of after.sets) {
    if (before?.sets.get(name) !== declaration) {
      if (before?.sets.has(name)) last.push(`delete set ${tableName} ${name}`);
      else first.push(`add set ${tableName} ${name} { ${declaration}; }`);
    }
  }
  for (const [chain, lines] of after.chains) {
    const old = before?.chains.get(chain);
    if (old && old.length === lines.length && old.every((line, index) => line === lines[index]))
      continue;
    first.push(old ? `flush chain ${tableName} ${chain}` : `add chain ${tableName} ${chain}`);
    for (const line of lines) first.push(`add rule ${tableName} ${chain} ${line}`);
  }
  for (const [key, verdict] of before?.elements ?? []) {
    if (after.elements.get(key) === verdict) continue;
    const [map, element] = key.split("|");
    first.push(`delete element ${tableName} ${map} { ${element} : ${verdict} }`);
  }
  for (const [key, verdict] of after.elements) {
    if (before?.elements.get(key) === verdict) continue;
    const [map, element] = key.split("|");
    first.push(`add element ${tableName} ${map} { ${element} : ${verdict} }`);
  }
  // Chains go last, users before those they go to: service chains stand behind their endpoints.
  const gone = [...(before?.chains.keys() ?? [])]
    .filter((chain) => !after.chains.has(chain))
    .reverse();
  for (const chain of gone) last.push(`flush chain ${tableName} ${chain}`);
  for (const chain of gone) last.push(`delete chain ${tableName} ${chain}`);
  for (const name of before?.sets.keys() ?? [])
    if (!after.sets.has(name)) last.push(`delete set ${tableName} ${name}`);
  return [...first, ...last];
}
