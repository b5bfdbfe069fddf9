// Writes the pod network's configuration where the container runtime looks for it. The runtime
// watches the directory: the node's network is ready a moment after the file is there.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PodNetworkOptions } from "./plugin.ts";
import { podNetworks } from "./plugins/registry.ts";

const fileName = "10-coxswain.conflist";

/** Says whether the file changed. A reader sees the old or the new text, never a part. */
export async function writeNetworkConfiguration(
  directory: string,
  podNetwork: string,
  options: PodNetworkOptions,
): Promise<boolean> {
  const network = podNetworks[podNetwork];
  if (!network) throw new Error(`There is no pod network "${podNetwork}"`);
  const text = `${JSON.stringify(network.configuration(options), null, 2)}\n`;
  const file = join(directory, fileName);
  if ((await readFile(file, "utf8").catch(() => "")) === text) return false;
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, `.${fileName}.new`);
  await writeFile(temporary, text);
  await rename(temporary, file);
  return true;
}
