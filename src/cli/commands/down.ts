// `cox down`: stops a cluster; objects, images and volumes stay, and `cox up` starts the same pods.
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { withClusterLock } from "../cluster/cluster-lock.ts";
import { clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { stopCluster } from "../cluster/stop-cluster.ts";
import type { CliCommand } from "./command.ts";

export const downCommand: CliCommand = {
  name: "down",
  usage: "down [name]",
  summary: "stop a cluster and keep its objects, images and volumes",
  async run({ positionals }, environment) {
    const name = positionals[0] ?? chooseCluster(environment);
    requireCluster(environment.home, name);
    await withClusterLock(clusterPaths(environment.home, name).directory, name, () =>
      stopCluster(name, environment, { everything: false }),
    );
    environment.out(`Cluster "${name}" is stopped; start it again with: cox up ${name}\n`);
  },
};
