// What `cox up` decided about a cluster, kept in clusters/NAME/cluster.json until `cox delete`.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CommandError, UsageError } from "../environment.ts";
import { type DaemonFiles, daemonFiles } from "./daemons.ts";

export interface PublishedPort {
  hostPort: number;
  nodePort: number;
}

export interface NodeSpec {
  name: string;
  address: string;
}

export interface ClusterSpec {
  name: string;
  /** 0 to 255; chooses the node network 172.31.<index>.0/24 and the names of host links. */
  index: number;
  /** Port of the API on the host's 127.0.0.1. */
  apiPort: number;
  egress: "nat" | "none";
  nodes: NodeSpec[];
  publish: PublishedPort[];
  /** Image registries and where their images come from first: "docker.io", "http://127.0.0.1:5000". */
  registryMirrors?: RegistryMirror[];
  /** The user's file that got the context. */
  kubeconfig?: string;
  /** Of cox, when the cluster was made. */
  version: string;
}

export interface RegistryMirror {
  host: string;
  url: string;
}

export interface ClusterPaths {
  directory: string;
  spec: string;
  ledger: string;
  pki: string;
  nodes: string;
  kubeconfig: string;
  joinToken: string;
  server: DaemonFiles;
  nodeDirectory(name: string): string;
  agent(name: string): DaemonFiles;
}

const namePattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

export function checkClusterName(name: string): string {
  if (!namePattern.test(name)) {
    throw new UsageError(
      `Cluster name "${name}" is not valid: use at most 40 lower-case letters, digits and "-"`,
    );
  }
  return name;
}

export function clusterPaths(home: string, name: string): ClusterPaths {
  const directory = join(home, "clusters", name);
  return {
    directory,
    spec: join(directory, "cluster.json"),
    ledger: join(directory, "ledger.jsonl"),
    pki: join(directory, "pki"),
    nodes: join(directory, "nodes"),
    kubeconfig: join(directory, "admin.kubeconfig"),
    joinToken: join(directory, "join-token"),
    server: daemonFiles(directory, "server"),
    nodeDirectory: (node) => join(directory, "nodes", node),
    agent: (node) => daemonFiles(join(directory, "nodes", node), "agent"),
  };
}

/** Undefined when there is no such cluster. */
export function readClusterSpec(home: string, name: string): ClusterSpec | undefined {
  const file = clusterPaths(home, name).spec;
  if (!existsSync(file)) return undefined;
  const spec = parseSpec(readFileSync(file, "utf8"));
  if (!spec)
    throw new CommandError(`${file} is damaged; remove the cluster with: cox delete ${name}`);
  return spec;
}

function parseSpec(text: string): ClusterSpec | undefined {
  try {
    const spec = JSON.parse(text) as ClusterSpec | null;
    const isWhole = Array.isArray(spec?.nodes) && Array.isArray(spec.publish);
    return isWhole && Number.isInteger(spec.index) ? spec : undefined;
  } catch {
    return undefined;
  }
}

/** "damaged" where the file cannot be read, "half-deleted" where only traces are left. */
export function inspectCluster(
  home: string,
  name: string,
): ClusterSpec | "damaged" | "half-deleted" {
  try {
    return readClusterSpec(home, name) ?? "half-deleted";
  } catch {
    return "damaged";
  }
}

/** All clusters that can be read. */
export function clusterSpecs(home: string): ClusterSpec[] {
  return clusterNames(home).flatMap((name) => {
    const found = inspectCluster(home, name);
    return typeof found === "string" ? [] : [found];
  });
}

/** The cluster, or a CommandError that says how to make it. */
export function requireCluster(home: string, name: string): ClusterSpec {
  const spec = readClusterSpec(home, checkClusterName(name));
  if (spec) return spec;
  throw new CommandError(
    clusterNames(home).includes(name)
      ? `Cluster "${name}" is half-deleted; finish with: cox delete ${name}`
      : `There is no cluster "${name}"; make it with: cox up ${name}`,
  );
}

export function writeClusterSpec(home: string, spec: ClusterSpec): void {
  const paths = clusterPaths(home, spec.name);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${paths.spec}.new`, `${JSON.stringify(spec, null, 2)}\n`);
  renameSync(`${paths.spec}.new`, paths.spec);
}

/** Names of all clusters, also of half-deleted ones that have only a ledger left. */
export function clusterNames(home: string): string[] {
  const directory = join(home, "clusters");
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
