// Decides what a cluster is: what it was, with what the command line asks for added.
import { readFileSync } from "node:fs";
import { chooseNetworkIndex, type Egress, nodeAddress } from "#sandbox";
import { type CliEnvironment, UsageError } from "../environment.ts";
import {
  type ClusterSpec,
  clusterNames,
  type PublishedPort,
  readClusterSpec,
} from "./cluster-spec.ts";
import { networkOf } from "./start-cluster.ts";

export interface WantedCluster {
  nodes?: number;
  egress?: Egress;
  publish: PublishedPort[];
}

const firstApiPort = 6443;

/** "8080:30080". */
export function parsePublish(text: string): PublishedPort {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [hostPort, nodePort] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || hostPort < 1 || hostPort > 65_535 || nodePort < 30_000 || nodePort > 32_767) {
    throw new UsageError(
      `--publish "${text}" is not valid: write HOSTPORT:NODEPORT with a node port from 30000 to 32767, as in 8080:30080`,
    );
  }
  return { hostPort, nodePort };
}

/** Ports in state LISTEN on this machine, so that a second cluster gets an API port of its own. */
function listeningPorts(): Set<number> {
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").split("\n").slice(1),
  );
  return new Set(
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => cells[3] === "0A")
      .map((cells) => Number.parseInt(cells[1]?.split(":")[1] ?? "0", 16)),
  );
}

function newSpec(name: string, wanted: WantedCluster, environment: CliEnvironment): ClusterSpec {
  const others = clusterNames(environment.home).flatMap(
    (other) => readClusterSpec(environment.home, other) ?? [],
  );
  const taken = new Set([...others.map((other) => other.apiPort), ...listeningPorts()]);
  let apiPort = firstApiPort;
  while (taken.has(apiPort)) apiPort++;
  return {
    name,
    index: chooseNetworkIndex(others.map((other) => other.index)),
    apiPort,
    egress: wanted.egress ?? "nat",
    nodes: [],
    publish: wanted.publish,
    version: environment.version,
  };
}

export function planCluster(
  name: string,
  wanted: WantedCluster,
  environment: CliEnvironment,
): { spec: ClusterSpec; isNew: boolean } {
  const existing = readClusterSpec(environment.home, name);
  if (existing && wanted.egress && wanted.egress !== existing.egress) {
    throw new UsageError(
      `Cluster "${name}" has --egress ${existing.egress}, which cannot change; delete it first: cox delete ${name}`,
    );
  }
  const base = existing ?? newSpec(name, wanted, environment);
  const count = wanted.nodes ?? Math.max(1, base.nodes.length);
  if (count < base.nodes.length)
    throw new UsageError(
      `Cluster "${name}" has ${base.nodes.length} nodes; nodes can be added, not taken away`,
    );
  const spec = {
    ...base,
    publish: [
      ...base.publish,
      ...wanted.publish.filter(
        (one) => !base.publish.some((other) => other.hostPort === one.hostPort),
      ),
    ],
  };
  spec.nodes = Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    address: nodeAddress(networkOf(spec), index + 1),
  }));
  return { spec, isNew: existing === undefined };
}
