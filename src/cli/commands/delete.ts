// `cox delete`: removes a cluster and every trace of it, also one that is half-made.
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { withClusterLock } from "../cluster/cluster-lock.ts";
import { checkClusterName, clusterNames, clusterPaths } from "../cluster/cluster-spec.ts";
import { stopCluster } from "../cluster/stop-cluster.ts";
import { CommandError } from "../environment.ts";
import type { CliCommand } from "./command.ts";

export const deleteCommand: CliCommand = {
  name: "delete",
  usage: "delete [name]",
  summary: "remove a cluster and everything of it",
  async run({ positionals }, environment) {
    const name =
      positionals[0] === undefined ? chooseCluster(environment) : checkClusterName(positionals[0]);
    if (!clusterNames(environment.home).includes(name))
      throw new CommandError(`There is no cluster "${name}"; see: cox ls`);
    await withClusterLock(clusterPaths(environment.home, name).directory, name, () =>
      stopCluster(name, environment, { everything: true }),
    );
    environment.out(`Cluster "${name}" is deleted\n`);
  },
};
