// `cox load`: imports an image archive (OCI or docker) into every node of a cluster.
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "#base";
import { containerdPaths, importImageArchive } from "#cri";
import { archiveReferences } from "#images";
import { chooseCluster } from "../cluster/choose-cluster.ts";
import { clusterPaths, requireCluster } from "../cluster/cluster-spec.ts";
import { CommandError } from "../environment.ts";
import { addOutputOption } from "../output.ts";
import type { CliCommand } from "./command.ts";

export const loadCommand: CliCommand = {
  name: "load",
  usage: "load <file> [name]",
  summary: "import an image archive (OCI or docker) into every node",
  configure: addOutputOption,
  async run({ positionals, options }, environment) {
    const file = resolve(positionals[0] ?? "");
    const name = positionals[1] ?? chooseCluster(environment);
    const spec = requireCluster(environment.home, name);
    const socketOf = (node: string): string =>
      containerdPaths(join(clusterPaths(environment.home, name).nodeDirectory(node), "containerd"))
        .socket;
    if (!existsSync(file) || !statSync(file).isFile())
      throw new CommandError(
        `There is no file ${file}; make one with: docker save IMAGE -o FILE.tar`,
      );
    await explained(file, () => archiveReferences(file));
    const nodes = spec.nodes.map((node) => ({ node: node.name, socket: socketOf(node.name) }));
    const still = nodes.find(({ socket }) => !existsSync(socket));
    if (still)
      throw new CommandError(
        `Node ${still.node} does not run; start the cluster with: cox up ${name}`,
      );
    const loaded = [];
    for (const { node, socket } of nodes) {
      const images = await explained(file, () =>
        importImageArchive(file, { clock: systemClock, socketPath: socket }),
      );
      loaded.push({ node, images });
      if (options["output"] !== "json") environment.out(`${node}: ${images.join(", ")}\n`);
    }
    if (options["output"] === "json") environment.out(`${JSON.stringify(loaded)}\n`);
  },
};

async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { message } = cause as Error;
    const reason = message.startsWith(file) ? message : `${file} cannot be imported: ${message}`;
    throw new CommandError(`${reason}; make one with: docker save IMAGE -o FILE.tar`, { cause });
  }
}
