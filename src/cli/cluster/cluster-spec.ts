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
  /** Of cox, when the cluster was made. */
  version: string;
}

export interface ClusterPaths {
  directory: string;
  spec: string;
  ledger: string;
  lock: string;
  pki: string;
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
    lock: join(home, `clusters/.${name}.lock`),
    pki: join(directory, "pki"),
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
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ClusterSpec;
  } catch (cause) {
    throw new CommandError(`${file} is damaged; remove the cluster with: cox delete ${name}`, {
      cause,
    });
  }
}

/** The cluster, or a CommandError that says how to make it. */
export function requireCluster(home: string, name: string): ClusterSpec {
  const spec = readClusterSpec(home, name);
  if (!spec) throw new CommandError(`There is no cluster "${name}"; make it with: cox up ${name}`);
  return spec;
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
