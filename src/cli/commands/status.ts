// `cox status`: the health of each part of a cluster; where something is not well, why and what to do.

import { nodes, type Resource } from "#api";
import type { Node } from "#api/core/v1";
import { systemClock } from "#base";
import { type Client, createClient, HttpsTransport, loadKubeconfig, resolveContext } from "#client";
import { nodeCondition } from "#component-helpers";
import { Ledger } from "#sandbox";
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { type ClusterSpec, clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { readIdentity } from "../cluster/daemons.ts";
import { type CliEnvironment, CommandError } from "../environment.ts";
import { addOutputOption } from "../output.ts";
import type { CliCommand } from "./command.ts";

interface PartStatus {
  part: string;
  healthy: boolean;
  /** What is so; for an unhealthy part, why and what to do. */
  message: string;
}

const healthy = (part: string, message: string): PartStatus => ({ part, healthy: true, message });
const unhealthy = (part: string, message: string): PartStatus => ({
  part,
  healthy: false,
  message,
});
const answerMilliseconds = 5000;

async function connect(
  spec: ClusterSpec,
  environment: CliEnvironment,
): Promise<{ client: Client; close(): Promise<void> }> {
  const config = await loadKubeconfig({
    explicitPath: clusterPaths(environment.home, spec.name).kubeconfig,
    homeDirectory: "/",
  });
  const { transport: options } = await resolveContext(config, { clock: systemClock });
  const transport = new HttpsTransport(options);
  return { client: createClient(transport, { userAgent: "cox" }), close: () => transport.close() };
}

function processStatus(spec: ClusterSpec, environment: CliEnvironment): PartStatus[] {
  const paths = clusterPaths(environment.home, spec.name);
  const again = `start it again: cox up ${spec.name}`;
  const daemons = [
    ["server", paths.server] as const,
    ...spec.nodes.slice(1).map((node) => [`agent ${node.name}`, paths.agent(node.name)] as const),
  ];
  return daemons.map(([part, files]) => {
    const identity = readIdentity(files.identity);
    return identity
      ? healthy(part, `process ${identity.pid}`)
      : unhealthy(part, `does not run; see ${files.log}, then ${again}`);
  });
}

async function apiStatus(client: Client): Promise<PartStatus> {
  const answer = await client.raw({
    method: "GET",
    path: "/readyz?verbose",
    headers: {},
    signal: AbortSignal.timeout(answerMilliseconds),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().split("\n");
  const failing = lines.filter((line) => line.startsWith("[-]")).map((line) => line.slice(3));
  return answer.status === 200
    ? healthy("api", "ready")
    : unhealthy("api", `not ready: ${failing.join("; ")}`);
}

function nodeStatus(spec: ClusterSpec, found: readonly Node[]): PartStatus[] {
  return spec.nodes.map(({ name }) => {
    const node = found.find((one) => one.metadata.name === name);
    const part = `node ${name}`;
    if (!node) return unhealthy(part, `is not registered; see its log, then: cox up ${spec.name}`);
    const ready = nodeCondition(node, "Ready");
    const pressures = (node.status?.conditions ?? [])
      .filter((one) => one.type.endsWith("Pressure") && one.status === "True")
      .map((one) => one.type);
    if (ready?.status !== "True")
      return unhealthy(
        part,
        `${ready?.reason ?? "NotReady"}: ${ready?.message ?? "it has not reported"}`,
      );
    if (pressures.length > 0)
      return unhealthy(
        part,
        `${pressures.join(", ")}: free some, or move pods away: cox kubectl drain ${name}`,
      );
    return healthy(
      part,
      `ready, ${node.status?.nodeInfo?.containerRuntimeVersion ?? ""}${node.spec.unschedulable ? ", cordoned" : ""}`,
    );
  });
}

async function podStatus(client: Client): Promise<PartStatus> {
  const list = await client.json<{
    items: {
      metadata: { name: string; namespace: string };
      status?: {
        phase?: string;
        conditions?: { type: string; status: string; message?: string }[];
      };
    }[];
  }>({ method: "GET", path: "/api/v1/pods", headers: { accept: "application/json" } });
  const waiting = list.items.filter(
    ({ status }) =>
      status?.phase === "Pending" ||
      status?.conditions?.some(
        (one) => one.type === "Ready" && one.status === "False" && status.phase === "Running",
      ),
  );
  if (waiting.length === 0) return healthy("pods", `${list.items.length} in all, none waiting`);
  const [first] = waiting;
  return healthy(
    "pods",
    `${list.items.length} in all, ${waiting.length} not ready; why: cox kubectl -n ${first?.metadata.namespace} describe pod ${first?.metadata.name}`,
  );
}

function hostTraces(spec: ClusterSpec, environment: CliEnvironment): string[] {
  const counts = new Map<string, number>();
  for (const { kind } of new Ledger(clusterPaths(environment.home, spec.name).ledger).traces)
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`);
}

async function collect(spec: ClusterSpec, environment: CliEnvironment): Promise<PartStatus[]> {
  const parts = processStatus(spec, environment);
  if (parts[0]?.healthy !== true) return parts;
  try {
    const { client, close } = await connect(spec, environment);
    try {
      parts.push(await apiStatus(client));
      parts.push(
        ...nodeStatus(spec, (await client.resource(nodes as Resource<Node>).list()).items),
      );
      parts.push(await podStatus(client));
    } finally {
      await close();
    }
  } catch (error) {
    const log = clusterPaths(environment.home, spec.name).server.log;
    parts.push(
      unhealthy(
        "api",
        `does not answer at https://127.0.0.1:${spec.apiPort} (${error instanceof Error ? error.message : String(error)}); see ${log}`,
      ),
    );
  }
  return parts;
}

export const statusCommand: CliCommand = {
  name: "status",
  usage: "status [name]",
  summary: "say what is healthy, and where something is not, why and what to do",
  configure: addOutputOption,
  async run({ positionals, options }, environment) {
    const name = positionals[0] ?? chooseCluster(environment);
    const spec = requireCluster(environment.home, name);
    const parts = await collect(spec, environment);
    if (options["output"] === "json")
      environment.out(
        `${JSON.stringify({ name, parts, api: `https://127.0.0.1:${spec.apiPort}`, egress: spec.egress, publish: spec.publish, traces: hostTraces(spec, environment) })}\n`,
      );
    else {
      for (const { part, healthy: isHealthy, message } of parts)
        environment.out(`${isHealthy ? "ok  " : "FAIL"}  ${part.padEnd(16)} ${message}\n`);
      const published = spec.publish
        .map(({ hostPort, nodePort }) => `127.0.0.1:${hostPort} to node port ${nodePort}`)
        .join(", ");
      environment.out(
        `      on this machine  API 127.0.0.1:${spec.apiPort}${published ? `, ${published}` : ""}; egress ${spec.egress}; ${hostTraces(spec, environment).join(", ")}\n`,
      );
    }
    const misses = parts.filter((part) => !part.healthy);
    if (misses.length > 0)
      throw new CommandError(
        `${misses.map((part) => part.part).join(", ")} ${misses.length === 1 ? "is" : "are"} not healthy`,
      );
  },
};
