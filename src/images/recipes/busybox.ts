// BusyBox with all its applets, as the image of that name.
// https://hub.docker.com/_/busybox
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "#sandbox";
import type { Recipe } from "../recipe.ts";

export const busybox: Recipe = {
  name: "docker.io/library/busybox:latest",
  packages: ["busybox-static"],
  exclude: ["/usr/share"],
  run: {
    Cmd: ["sh"],
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  },
  prepare: async (tree) => {
    await linkApplets(tree);
    await writeUsers(tree, []);
  },
  revision: 1,
};

/** Links applets' names in /bin to /bin/busybox, where the name is free: all, or those wanted. */
export async function linkApplets(tree: string, wanted?: readonly string[]): Promise<void> {
  const binary = join(tree, "bin/busybox");
  const applets = (await runCommand([binary, "--list"])).split("\n");
  for (const applet of applets)
    if (applet && applet !== "busybox" && (wanted?.includes(applet) ?? true))
      await symlink("busybox", join(tree, "bin", applet)).catch(ignoreExisting);
}

/** The users and directories that any program expects. `extra` are names with their numbers. */
export async function writeUsers(tree: string, extra: [string, number][]): Promise<void> {
  const users: [string, number, string, string][] = [
    ["root", 0, "/root", "/bin/sh"],
    ...extra.map(([name, id]): [string, number, string, string] => [
      name,
      id,
      "/nonexistent",
      "/bin/false",
    ]),
    ["nobody", 65534, "/nonexistent", "/bin/false"],
  ];
  for (const directory of ["etc", "root", "tmp", "var/tmp", "run", "var/run", "home"])
    await mkdir(join(tree, directory), { recursive: true });
  for (const directory of ["tmp", "var/tmp"]) await chmod(join(tree, directory), 0o1777);
  const passwd = users.map(
    ([name, id, home, shell]) => `${name}:x:${id}:${id}::${home}:${shell}\n`,
  );
  const group = users.map(([name, id]) => `${name === "nobody" ? "nogroup" : name}:x:${id}:\n`);
  await writeFile(join(tree, "etc/passwd"), passwd.join(""));
  await writeFile(join(tree, "etc/group"), group.join(""));
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
