// `cox load`: imports an image archive (OCI or docker) into every node of a cluster.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "#base";
import { containerdPaths, importImageArchive } from "#cri";
import { archiveReferences, NotAnImageArchive } from "#images";
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { CommandError } from "../environment.ts";
import type { CliCommand } from "./command.ts";

export const loadCommand: CliCommand = {
  name: "load",
  usage: "load <file> [name]",
  summary: "import an image archive (OCI or docker) into every node",
  async run({ positionals }, environment) {
    const file = resolve(positionals[0] ?? "");
    const name = positionals[1] ?? chooseCluster(environment);
    const spec = requireCluster(environment.home, name);
    if (!existsSync(file))
      throw new CommandError(
        `There is no file ${file}; make one with: docker save IMAGE -o FILE.tar`,
      );
    try {
      await archiveReferences(file);
    } catch (cause) {
      if (cause instanceof NotAnImageArchive)
        throw new CommandError(
          `${file} is not an image archive: ${cause.message}; make one with: docker save IMAGE -o FILE.tar`,
          { cause },
        );
      throw cause;
    }
    for (const node of spec.nodes) {
      const { socket } = containerdPaths(
        join(clusterPaths(environment.home, name).nodeDirectory(node.name), "containerd"),
      );
      if (!existsSync(socket))
        throw new CommandError(
          `Node ${node.name} does not run; start the cluster with: cox up ${name}`,
        );
      const names = await importImageArchive(file, { clock: systemClock, socketPath: socket });
      environment.out(`${node.name}: ${names.join(", ")}\n`);
    }
  },
};
