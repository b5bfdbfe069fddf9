// Fetches Debian packages with apt-get and unpacks them, without installing anything.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand, tryCommand } from "#sandbox";

/** Unpacks the packages into `tree`; gives name and version of each ("nginx_1.22.1-9_amd64"). */
export async function unpackPackages(
  packages: readonly string[],
  tree: string,
  temporaryDirectory: string,
): Promise<string[]> {
  await mkdir(tree, { recursive: true });
  await mkdir(temporaryDirectory, { recursive: true });
  // apt-get writes into the current directory; env(1) sets it without a shell.
  const download = ["env", "-C", temporaryDirectory, "apt-get", "download", "-q", ...packages];
  if ((await tryCommand(download)).exitCode !== 0) {
    await runCommand(["apt-get", "update", "-q"]);
    await runCommand(download);
  }
  const files = (await readdir(temporaryDirectory)).filter((file) => file.endsWith(".deb")).sort();
  for (const file of files)
    await runCommand(["dpkg-deb", "-x", join(temporaryDirectory, file), tree]);
  await rm(temporaryDirectory, { recursive: true });
  return files.map((file) => decodeURIComponent(file.replace(/\.deb$/, "")));
}
