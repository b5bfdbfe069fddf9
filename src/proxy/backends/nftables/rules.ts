// The nftables rules of a Service's port, as text. Pure: the same input gives the same rules.
// Shape: a map from address, protocol and port leads to a chain that picks one of N endpoints (see
// pick-chains.ts); with session affinity a Service's port and each of its endpoints have own chains.
// https://kubernetes.io/blog/2025/02/28/nftables-kube-proxy/
import { createHash } from "node:crypto";
import type { ServicePort } from "../../service-ports.ts";
import { type ProxyEndpoint, usableEndpoints } from "../../topology.ts";
import type { ProxiedPort } from "../backend.ts";
import {
  endpointMaps,
  masqueradeMark,
  type Pick,
  type PickKind,
  pickChain,
} from "./pick-chains.ts";

/** What one Service puts into the table. */
export interface RuleSet {
  /** Rules by chain. Endpoint chains come before the chains that go to them. */
  chains: Map<string, string[]>;
  /** Verdicts and endpoints by map and key: "service-ips|10.96.0.1 . tcp . 443". */
  elements: Map<string, string>;
  /** Shared chains that the elements go to, by name. */
  picks: Map<string, Pick>;
  /** Sets by name: their declaration. */
  sets: Map<string, string>;
  /** Endpoints that may call themselves through the Service; other Services may have them too. */
  hairpins: Set<string>;
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

export function renderService(ports: readonly ProxiedPort[]): RuleSet {
  const rules: RuleSet = {
    chains: new Map(),
    elements: new Map(),
    picks: new Map(),
    sets: new Map(),
    hairpins: new Set(),
  };
  for (const proxied of ports) renderPort(rules, proxied);
  return rules;
}

function renderPort(rules: RuleSet, { port, endpoints }: ProxiedPort): void {
  const names = chainNames(port);
  const internal = usableEndpoints(endpoints, { local: port.internalLocal });
  const external = usableEndpoints(endpoints, { local: port.externalLocal });
  const key = `${port.clusterAddress} . ${port.protocol} . ${port.port}`;
  for (const endpoint of new Set([...internal, ...(port.nodePort ? external : [])])) {
    rules.hairpins.add(endpoint.address);
    if (port.affinitySeconds > 0) renderEndpoint(rules, port, names.base, endpoint);
  }
  if (internal.length > 0) {
    const target = { kind: "service", key, chain: names.service, masquerade: false } as const;
    rules.elements.set(`service-ips|${key}`, `goto ${lead(rules, port, internal, target)}`);
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
    const masquerade = !port.externalLocal;
    const target = { kind: "nodeport", key: nodeKey, chain: names.external, masquerade } as const;
    rules.elements.set(
      `service-nodeports|${nodeKey}`,
      `goto ${lead(rules, port, external, target)}`,
    );
  } else {
    rules.elements.set(
      `no-endpoint-nodeports|${nodeKey}`,
      verdictWithout(endpoints, port.externalLocal),
    );
  }
}

interface Target {
  kind: PickKind;
  key: string;
  /** The Service's own chain, where it needs one. */
  chain: string;
  masquerade: boolean;
}

/** Adds what leads from a key to one of the endpoints; gives the chain to go to. */
function lead(
  rules: RuleSet,
  port: ServicePort,
  endpoints: readonly ProxyEndpoint[],
  { kind, key, chain, masquerade }: Target,
): string {
  if (port.affinitySeconds > 0) {
    const marks = masquerade ? [`ct mark set ct mark or ${masqueradeMark}`] : [];
    rules.chains.set(chain, [...marks, ...stick(port, chainNames(port).base, endpoints)]);
    return chain;
  }
  endpoints.forEach(({ address, port: at }, index) => {
    rules.elements.set(`${endpointMaps[kind]}|${key} . ${index}`, `${address} . ${at}`);
  });
  const pick = { kind, endpoints: endpoints.length, masquerade };
  rules.picks.set(pickChain(pick), pick);
  return pickChain(pick);
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
  const set = affinitySet(port, chain);
  const timeout = `timeout ${port.affinitySeconds}s`;
  rules.sets.set(set, `type ipv4_addr; flags dynamic,timeout; ${timeout}`);
  rules.chains.set(chain, [
    `update @${set} { ip saddr }`,
    `meta l4proto ${port.protocol} dnat to ${endpoint.address}:${endpoint.port}`,
  ]);
}

/** A set's timeout cannot be changed, so another timeout is another set. */
function affinitySet(port: ServicePort, chain: string): string {
  return `affinity-${hash(`${chain}|${port.affinitySeconds}`)}`;
}

/** Rules that lead a client to the endpoint that it had, a new one to any. */
function stick(port: ServicePort, base: string, endpoints: readonly ProxyEndpoint[]): string[] {
  const chains = endpoints.map((endpoint) => endpointChain(base, endpoint));
  const known = chains.map((chain) => `ip saddr @${affinitySet(port, chain)} goto ${chain}`);
  const choices = chains.map((chain, index) => `${index} : goto ${chain}`).join(" , ");
  return [...known, `numgen random mod ${chains.length} vmap { ${choices} }`];
}
