// The kubeconfig format: parsing, merging several files as kubectl does, and resolving a context to
// what a transport needs. https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
import { parse } from "yaml";

export interface KubeconfigCluster {
  server: string;
  "certificate-authority"?: string;
  "certificate-authority-data"?: string;
  "insecure-skip-tls-verify"?: boolean;
  "tls-server-name"?: string;
}

export interface KubeconfigUser {
  "client-certificate"?: string;
  "client-certificate-data"?: string;
  "client-key"?: string;
  "client-key-data"?: string;
  token?: string;
  tokenFile?: string;
}

export interface KubeconfigContext {
  cluster: string;
  user: string;
  namespace?: string;
}

/** Fields that are not listed are kept as they are. */
export interface Kubeconfig {
  apiVersion: "v1";
  kind: "Config";
  "current-context"?: string;
  clusters: { name: string; cluster: KubeconfigCluster }[];
  users: { name: string; user: KubeconfigUser }[];
  contexts: { name: string; context: KubeconfigContext }[];
  [field: string]: unknown;
}

export function emptyKubeconfig(): Kubeconfig {
  return { apiVersion: "v1", kind: "Config", clusters: [], users: [], contexts: [] };
}

/** Throws an Error that names the fault; an empty text is an empty kubeconfig. */
export function parseKubeconfig(text: string): Kubeconfig {
  const value: unknown = parse(text, { maxAliasCount: 0 }) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Error("A kubeconfig must be a YAML mapping");
  }
  const config = { ...emptyKubeconfig(), ...value } as Kubeconfig;
  if (config.kind !== "Config") throw new Error(`Kind must be "Config", is "${config.kind}"`);
  config.clusters = entries(config, "clusters", "cluster");
  config.users = entries(config, "users", "user");
  config.contexts = entries(config, "contexts", "context");
  return config;
}

/** Of entries with one name, and of current contexts, the first counts. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merged = emptyKubeconfig();
  for (const config of configs) {
    const { clusters, users, contexts, ...rest } = config;
    for (const [field, value] of Object.entries(rest)) {
      if (merged[field] === undefined || merged[field] === "") merged[field] = value;
    }
    addMissing(merged.clusters, clusters);
    addMissing(merged.users, users);
    addMissing(merged.contexts, contexts);
  }
  return merged;
}

function entries<T extends { name: string }>(
  config: Kubeconfig,
  field: "clusters" | "users" | "contexts",
  part: string,
): T[] {
  const list: unknown = config[field] ?? [];
  if (!Array.isArray(list)) throw new Error(`Field "${field}" must be a list`);
  for (const entry of list as Record<string, unknown>[]) {
    if (typeof entry?.["name"] !== "string") throw new Error(`An entry of "${field}" has no name`);
    entry[part] ??= {};
  }
  return list as T[];
}

function addMissing<T extends { name: string }>(target: T[], source: readonly T[]): void {
  const names = new Set(target.map((entry) => entry.name));
  for (const entry of source) if (!names.has(entry.name)) target.push(entry);
}
