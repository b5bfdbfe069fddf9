// The nftables rules of a Service's port, as text. Pure: the same input gives the same rules.
// Shape: a map from address, protocol and port to the chain of a Service's port; that chain picks the
// chain of an endpoint, which translates the address.
// https://kubernetes.io/blog/2025/02/28/nftables-kube-proxy/
import { createHash } from "node:crypto";
import type { ServicePort } from "../../service-ports.ts";
import { type ProxyEndpoint, usableEndpoints } from "../../topology.ts";
import type { ProxiedPort } from "../backend.ts";

/** Marks connections whose source address must become the node's. */
export const masqueradeMark = "0x4000";

/** What one Service puts into the table. */
export interface RuleSet {
  /** Rules by chain. Endpoint chains come before the chains that go to them. */
  chains: Map<string, string[]>;
  /** Verdicts by map and key. */
  elements: Map<string, string>;
  /** Sets by name: their declaration. */
  sets: Map<string, string>;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

function chainNames(port: ServicePort): { service: string; external: string; base: string } {
  const readable = `${port.service}/${port.protocol}/${port.portName}`
    .replaceAll(/[^a-zA-Z0-9/_-]/g, "_")
    .slice(0, 100);
  const base = `${hash(`${port.service}|${port.portName}|${port.protocol}`)}-${readable}`;
  return { service: `service-${base}`, external: `external-${base}`, base };
}

export function renderService(
  ports: readonly ProxiedPort[],
  options: { clusterCidr: string },
): RuleSet {
  const rules: RuleSet = { chains: new Map(), elements: new Map(), sets: new Map() };
  for (const proxied of ports) renderPort(rules, proxied, options);
  return rules;
}

function renderPort(
  rules: RuleSet,
  { port, endpoints }: ProxiedPort,
  options: { clusterCidr: string },
): void {
  const names = chainNames(port);
  const internal = usableEndpoints(endpoints, { local: port.internalLocal });
  const external = usableEndpoints(endpoints, { local: port.externalLocal });
  const key = `${port.clusterAddress} . ${port.protocol} . ${port.port}`;
  for (const endpoint of new Set([...internal, ...(port.nodePort ? external : [])]))
    renderEndpoint(rules, port, names.base, endpoint);
  if (internal.length > 0) {
    const outside = `ip daddr ${port.clusterAddress} ip saddr != ${options.clusterCidr} meta mark set meta mark or ${masqueradeMark}`;
    rules.chains.set(names.service, [outside, ...pick(port, names.base, internal)]);
    rules.elements.set(`service-ips|${key}`, `goto ${names.service}`);
  } else {
    rules.elements.set(
      `no-endpoint-services|${key}`,
      verdictWithout(endpoints, port.internalLocal),
    );
  }
  if (port.nodePort === 0) return;
  const nodeKey = `${port.protocol} . ${port.nodePort}`;
  if (external.length > 0) {
    // With policy Local the client's address is kept: the endpoint is on this node.
    const masquerade = port.externalLocal ? [] : [`meta mark set meta mark or ${masqueradeMark}`];
    rules.chains.set(names.external, [...masquerade, ...pick(port, names.base, external)]);
    rules.elements.set(`service-nodeports|${nodeKey}`, `goto ${names.external}`);
  } else {
    rules.elements.set(
      `no-endpoint-nodeports|${nodeKey}`,
      verdictWithout(endpoints, port.externalLocal),
    );
  }
}

/** Nobody serves: refuse. Somebody does, but not on this node: drop, as the policy says. */
function verdictWithout(endpoints: readonly ProxyEndpoint[], local: boolean): string {
  return local && usableEndpoints(endpoints, { local: false }).length > 0
    ? "drop"
    : "goto reject-chain";
}

function endpointChain(base: string, endpoint: ProxyEndpoint): string {
  return `endpoint-${base.slice(0, 10)}-${endpoint.address}/${endpoint.port}`.replaceAll(".", "_");
}

function renderEndpoint(
  rules: RuleSet,
  port: ServicePort,
  base: string,
  endpoint: ProxyEndpoint,
): void {
  const chain = endpointChain(base, endpoint);
  const lines = [`ip saddr ${endpoint.address} meta mark set meta mark or ${masqueradeMark}`];
  if (port.affinitySeconds > 0) {
    const set = affinitySet(port, chain);
    const timeout = `timeout ${port.affinitySeconds}s`;
    rules.sets.set(set, `type ipv4_addr; flags dynamic,timeout; ${timeout}`);
    lines.push(`update @${set} { ip saddr }`);
  }
  lines.push(`meta l4proto ${port.protocol} dnat to ${endpoint.address}:${endpoint.port}`);
  rules.chains.set(chain, lines);
}

/** A set's timeout cannot be changed, so another timeout is another set. */
function affinitySet(port: ServicePort, chain: string): string {
  return `affinity-${hash(`${chain}|${port.affinitySeconds}`)}`;
}

function pick(port: ServicePort, base: string, endpoints: readonly ProxyEndpoint[]): string[] {
  const chains = endpoints.map((endpoint) => endpointChain(base, endpoint));
  const sticky =
    port.affinitySeconds > 0
      ? chains.map((chain) => `ip saddr @${affinitySet(port, chain)} goto ${chain}`)
      : [];
  const choices = chains.map((chain, index) => `${index} : goto ${chain}`).join(" , ");
  return [...sticky, `numgen random mod ${chains.length} vmap { ${choices} }`];
}
