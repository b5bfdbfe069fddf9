// `cox ls`: the clusters of this machine. Reads files and /proc only, so that it is instant.
import { clusterNames, clusterPaths, inspectCluster } from "../cluster/cluster-spec.ts";
import { readIdentity } from "../cluster/daemons.ts";
import { addOutputOption } from "../output.ts";
import { table } from "../table.ts";
import type { CliCommand } from "./command.ts";

export const lsCommand: CliCommand = {
  name: "ls",
  usage: "ls",
  summary: "list clusters",
  configure: addOutputOption,
  async run({ options }, environment) {
    const clusters = clusterNames(environment.home).map((name) => {
      const found = inspectCluster(environment.home, name);
      const spec = typeof found === "string" ? undefined : found;
      const running =
        readIdentity(clusterPaths(environment.home, name).server.identity) !== undefined;
      return {
        name,
        state: typeof found === "string" ? found : running ? "running" : "stopped",
        nodes: spec?.nodes.length ?? 0,
        api: spec ? `https://127.0.0.1:${spec.apiPort}` : "",
        egress: spec?.egress ?? "",
      };
    });
    if (options["output"] === "json") return environment.out(`${JSON.stringify(clusters)}\n`);
    if (clusters.length === 0) return environment.out("No clusters. Make one with: cox up\n");
    const rows = clusters.map((c) => [c.name, c.state, String(c.nodes), c.api, c.egress]);
    environment.out(table(["NAME", "STATE", "NODES", "API", "EGRESS"], rows));
  },
};
