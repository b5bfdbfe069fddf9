// What stands in the way of the clusters that are there: half-deleted or damaged ones, and ports
// that somebody else has taken while a cluster was down.
import {
  type ClusterSpec,
  clusterNames,
  clusterPaths,
  inspectCluster,
} from "../cluster/cluster-spec.ts";
import { readIdentity } from "../cluster/daemons.ts";
import type { CliEnvironment } from "../environment.ts";
import { type CheckResult, failed, ok, warning } from "./check-result.ts";
import type { Machine } from "./machine.ts";

export function checkClusters(environment: CliEnvironment, machine: Machine): CheckResult[] {
  const names = clusterNames(environment.home);
  const results = names.flatMap((name) => {
    const found = inspectCluster(environment.home, name);
    if (typeof found === "string")
      return [
        warning("clusters", `Cluster "${name}" is ${found}; finish with: cox delete ${name}`),
      ];
    return busyPorts(found, environment, machine);
  });
  return results.length > 0 ? results : [ok("clusters", `${names.length}, each whole`)];
}

function busyPorts(
  spec: ClusterSpec,
  environment: CliEnvironment,
  machine: Machine,
): CheckResult[] {
  if (readIdentity(clusterPaths(environment.home, spec.name).server.identity)) return [];
  const { loopback } = machine.ports();
  return [spec.apiPort, ...spec.publish.map((one) => one.hostPort)]
    .filter((port) => loopback.has(port))
    .map((port) =>
      failed(
        "ports",
        `Port ${port}, which cluster "${spec.name}" needs, is taken; find who has it with: ss -ltnp sport = :${port}`,
      ),
    );
}
