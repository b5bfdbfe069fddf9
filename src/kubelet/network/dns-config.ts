// What a pod's /etc/resolv.conf says: dnsPolicy and dnsConfig.
// https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
import type { Pod, PodDNSConfig } from "#api/core/v1";
import type { DNSConfig } from "#cri";

export interface ResolverConfig {
  servers: readonly string[];
  searches: readonly string[];
  options: readonly string[];
}

export interface ClusterDNS {
  servers: readonly string[];
  domain: string;
}

const maximumServers = 3;
const maximumSearches = 32;
const maximumSearchCharacters = 2048;
const clusterOptions: readonly string[] = ["ndots:5"];

/** Reads a resolv.conf(5). */
export function parseResolverConfig(text: string): ResolverConfig {
  const servers: string[] = [];
  let searches: string[] = [];
  const options: string[] = [];
  for (const line of text.split("\n")) {
    const [word, ...rest] = line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/);
    if (word === "nameserver" && rest[0]) servers.push(rest[0]);
    else if (word === "search") searches = rest.filter((domain) => domain !== ".");
    else if (word === "domain" && rest[0]) searches = [rest[0]];
    else if (word === "options") options.push(...rest);
  }
  return { servers, searches, options };
}

export function podDNSConfig(pod: Pod, cluster: ClusterDNS, host: ResolverConfig): DNSConfig {
  const base = policyConfig(pod, cluster, host);
  const merged = pod.spec.dnsConfig ? mergeDNSConfig(base, pod.spec.dnsConfig) : base;
  return withinLimits(merged);
}

function policyConfig(pod: Pod, cluster: ClusterDNS, host: ResolverConfig): ResolverConfig {
  const policy = pod.spec.dnsPolicy ?? "ClusterFirst";
  if (policy === "None") return { servers: [], searches: [], options: [] };
  const usesCluster =
    policy === "ClusterFirstWithHostNet" ||
    (policy === "ClusterFirst" && !(pod.spec.hostNetwork ?? false));
  if (!usesCluster || cluster.servers.length === 0) return host;
  const { domain } = cluster;
  const own =
    domain === "" ? [] : [`${pod.metadata.namespace}.svc.${domain}`, `svc.${domain}`, domain];
  return {
    servers: cluster.servers,
    searches: unique([...own, ...host.searches]),
    options: clusterOptions,
  };
}

function mergeDNSConfig(base: ResolverConfig, config: PodDNSConfig): ResolverConfig {
  const options = new Map<string, string>();
  for (const option of base.options) options.set(option.split(":")[0] ?? "", option);
  for (const { name, value } of config.options ?? []) {
    if (name) options.set(name, value === undefined ? name : `${name}:${value}`);
  }
  return {
    servers: unique([...base.servers, ...(config.nameservers ?? [])]),
    searches: unique([...base.searches, ...(config.searches ?? [])]),
    options: [...options.values()],
  };
}

function withinLimits(config: ResolverConfig): DNSConfig {
  const searches: string[] = [];
  let characters = 0;
  for (const search of config.searches.slice(0, maximumSearches)) {
    characters += search.length + (searches.length > 0 ? 1 : 0);
    if (characters > maximumSearchCharacters) break;
    searches.push(search);
  }
  return {
    servers: config.servers.slice(0, maximumServers),
    searches,
    options: [...config.options],
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
