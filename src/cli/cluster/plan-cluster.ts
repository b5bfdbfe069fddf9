// Decides what a cluster is: what it was, with what the command line asks for added.
import { join } from "node:path";
import { containerdPaths } from "#cri";
import { chooseNetworkIndex, type Egress, nodeAddress } from "#sandbox";
import { type CliEnvironment, UsageError } from "../environment.ts";
import {
  type ClusterSpec,
  clusterPaths,
  clusterSpecs,
  type PublishedPort,
  type RegistryMirror,
  readClusterSpec,
} from "./cluster-spec.ts";
import { type ListeningPorts, listeningPorts } from "./listening-ports.ts";
import { networkOf } from "./start-cluster.ts";

export interface WantedCluster {
  nodes?: number;
  egress?: Egress;
  publish: PublishedPort[];
  registryMirrors?: RegistryMirror[];
}

/** What the machine has, for tests to choose. */
export interface PlanSources {
  ports: () => ListeningPorts;
  chooseIndex: (taken: readonly number[]) => number;
}

const firstApiPort = 6443;
const lastPort = 65_535;

/** "8080:30080". */
export function parsePublish(text: string): PublishedPort {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [hostPort, nodePort] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || hostPort < 1 || hostPort > lastPort || nodePort < 30_000 || nodePort > 32_767) {
    throw new UsageError(
      `--publish "${text}" is not valid: write HOSTPORT:NODEPORT with a node port from 30000 to 32767, as in 8080:30080`,
    );
  }
  return { hostPort, nodePort };
}

/** "docker.io=http://172.31.1.2:5000". */
export function parseRegistryMirror(text: string): RegistryMirror {
  const [, host, url] = /^([a-zA-Z0-9][\w.-]*(?::\d+)?)=(https?:\/\/\S+)$/.exec(text) ?? [];
  if (!host || !url || !URL.canParse(url) || /["\\]/.test(url))
    throw new UsageError(
      `--registry-mirror "${text}" is not valid: write HOST=URL, as in docker.io=http://mirror.example:5000`,
    );
  return { host, url };
}

/** Sockets' paths are bounded by the kernel: 108 bytes, containerd uses four less. unix(7) */
function refuseLongPath(name: string, { home }: CliEnvironment): void {
  const node = clusterPaths(home, name).nodeDirectory(`${name}-50`);
  const tooMuch = `${containerdPaths(join(node, "containerd")).socket}.ttrpc`.length - 104;
  if (tooMuch > 0)
    throw new UsageError(
      `Cluster name "${name}" is too long below ${home}: take ${Math.ceil(tooMuch / 2)} characters off, or set COX_HOME to a shorter path`,
    );
}

function newSpec(
  name: string,
  wanted: WantedCluster,
  { environment, sources }: { environment: CliEnvironment; sources: PlanSources },
): ClusterSpec {
  const others = clusterSpecs(environment.home).filter((other) => other.name !== name);
  const taken = new Set([
    ...others.flatMap((other) => [other.apiPort, ...other.publish.map((one) => one.hostPort)]),
    ...wanted.publish.map((one) => one.hostPort),
    ...sources.ports().all,
  ]);
  let apiPort = firstApiPort;
  while (taken.has(apiPort)) apiPort++;
  return {
    name,
    index: sources.chooseIndex(others.map((other) => other.index)),
    apiPort,
    egress: wanted.egress ?? "nat",
    nodes: [],
    publish: [],
    version: environment.version,
  };
}

function addPublished(base: ClusterSpec, wanted: readonly PublishedPort[]): PublishedPort[] {
  const publish = [...base.publish];
  for (const one of wanted) {
    if (one.hostPort === base.apiPort)
      throw new UsageError(
        `--publish ${one.hostPort}:${one.nodePort}: the API of "${base.name}" is on port ${base.apiPort}; choose another host port`,
      );
    const same = publish.find((other) => other.hostPort === one.hostPort);
    if (same && same.nodePort !== one.nodePort)
      throw new UsageError(
        `--publish ${one.hostPort}:${one.nodePort}: host port ${one.hostPort} leads to node port ${same.nodePort} already; choose another host port`,
      );
    if (!same) publish.push(one);
  }
  return publish;
}

function addMirrors(base: ClusterSpec, wanted: readonly RegistryMirror[]): RegistryMirror[] {
  const kept = (base.registryMirrors ?? []).filter(
    (one) => !wanted.some((other) => other.host === one.host),
  );
  return [...kept, ...wanted];
}

export function planCluster(
  name: string,
  wanted: WantedCluster,
  environment: CliEnvironment,
  sources: PlanSources = { ports: listeningPorts, chooseIndex: chooseNetworkIndex },
): { spec: ClusterSpec; isNew: boolean } {
  const existing = readClusterSpec(environment.home, name);
  if (existing && wanted.egress && wanted.egress !== existing.egress) {
    throw new UsageError(
      `Cluster "${name}" has --egress ${existing.egress}, which cannot change; delete it first: cox delete ${name}`,
    );
  }
  if (!existing) refuseLongPath(name, environment);
  const base = existing ?? newSpec(name, wanted, { environment, sources });
  const count = wanted.nodes ?? Math.max(1, base.nodes.length);
  if (count < base.nodes.length)
    throw new UsageError(
      `Cluster "${name}" has ${base.nodes.length} nodes; nodes can be added, not taken away`,
    );
  const registryMirrors = addMirrors(base, wanted.registryMirrors ?? []);
  const spec: ClusterSpec = {
    ...base,
    publish: addPublished(base, wanted.publish),
    ...(registryMirrors.length > 0 ? { registryMirrors } : {}),
    nodes: Array.from({ length: count }, (_, index) => ({
      name: `${name}-${index + 1}`,
      address: nodeAddress(networkOf(base), index + 1),
    })),
  };
  return { spec, isNew: existing === undefined };
}
