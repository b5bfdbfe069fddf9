// The CNI library keeps the result of every attachment under /var/lib/cni/results, for all runtimes
// of the machine together. https://www.cni.dev/docs/spec/#section-2-execution-protocol
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

const directory = "/var/lib/cni";

/** Removes what is kept of one network, and of the loopback interfaces of the same containers. */
export async function removeCniNetwork(name: string): Promise<void> {
  const results = join(directory, "results");
  const files = await readdir(results).catch(() => []);
  const pattern = new RegExp(`^${name.replaceAll(/[^\w-]/g, "\\$&")}-([0-9a-f]{64})-\\w+$`);
  const containers = new Set(files.flatMap((file) => pattern.exec(file)?.[1] ?? []));
  for (const file of files) {
    const id = /^.*-([0-9a-f]{64})-\w+$/.exec(file)?.[1];
    if (id !== undefined && containers.has(id)) await rm(join(results, file), { force: true });
  }
  // Empty directories were made for us or are of no use to anyone.
  for (const path of [results, directory]) await rmdir(path).catch(() => {});
}
