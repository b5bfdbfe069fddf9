// `cox kubeconfig`: the administrator's kubeconfig of a cluster, for `KUBECONFIG=<(cox kubeconfig)`.
import { readFileSync } from "node:fs";
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { CommandError } from "../environment.ts";
import type { CliCommand } from "./command.ts";

export const kubeconfigCommand: CliCommand = {
  name: "kubeconfig",
  usage: "kubeconfig [name]",
  summary: "print the kubeconfig of a cluster",
  async run({ positionals }, environment) {
    const name = positionals[0] ?? chooseCluster(environment);
    requireCluster(environment.home, name);
    try {
      environment.out(readFileSync(clusterPaths(environment.home, name).kubeconfig, "utf8"));
    } catch (cause) {
      throw new CommandError(`Cluster "${name}" was never started; start it with: cox up ${name}`, {
        cause,
      });
    }
  },
};
