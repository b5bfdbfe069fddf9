// `cox ls`: the clusters of this machine. Reads files and /proc only, so that it is instant.
import { clusterNames, clusterPaths, readClusterSpec } from "../cluster/cluster-spec.ts";
import { readIdentity } from "../cluster/daemons.ts";
import { table } from "../table.ts";
import type { CliCommand } from "./command.ts";

export const lsCommand: CliCommand = {
  name: "ls",
  usage: "ls",
  summary: "list clusters",
  configure: (commander) => commander.option("--output <format>", "json for programs"),
  async run({ options }, environment) {
    const clusters = clusterNames(environment.home).map((name) => {
      const spec = readClusterSpec(environment.home, name);
      const running =
        readIdentity(clusterPaths(environment.home, name).server.identity) !== undefined;
      return {
        name,
        state: spec ? (running ? "running" : "stopped") : "half-deleted",
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
