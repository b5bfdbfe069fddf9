// Removes namespaces, links and tables of a cluster, and puts kernel settings back.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { namespacePath } from "./enter.ts";
import { mountsBelow } from "./mounts.ts";
import { changedSettingsDirectory } from "./node-sandbox.ts";
import { runCommand, tryCommand } from "./run-command.ts";

export async function removeNamespace(name: string): Promise<void> {
  const path = namespacePath(name);
  if (!existsSync(path)) return;
  if (mountsBelow(path).length === 0) rmSync(path, { force: true });
  else await runCommand(["ip", "netns", "delete", name]);
}

export async function removeLink(name: string): Promise<void> {
  if (!existsSync(`/sys/class/net/${name}`)) return;
  const result = await tryCommand(["ip", "link", "delete", name]);
  // The other end of a pair takes it along when its namespace goes.
  if (result.exitCode !== 0 && existsSync(`/sys/class/net/${name}`))
    throw new Error(`Link ${name} stays: ${result.stderr.trim()}`);
}

export async function removeTable(family: string, name: string): Promise<void> {
  // Declaring it first makes the deletion of one that is not there succeed.
  const input = `table ${family} ${name}\ndelete table ${family} ${name}\n`;
  await runCommand(["nft", "-f", "-"], { input });
}

/** The last cluster that needs the setting puts the former value back. */
export async function restoreSetting(path: string): Promise<void> {
  const file = `${changedSettingsDirectory}/${path.replaceAll("/", ".")}`;
  if (!existsSync(file)) return;
  const tables = await runCommand(["nft", "list", "tables"]);
  if (/^table ip cox-/m.test(tables)) return;
  writeFileSync(`/proc/sys/${path}`, readFileSync(file, "utf8"));
  rmSync(file, { force: true });
  if (readdirSync(changedSettingsDirectory).length === 0) rmdirSync(changedSettingsDirectory);
}
