// Changing a kubeconfig file that others change too: under the lock file that kubectl uses, written
// to a temporary file and moved into place, so that nobody ever reads half of it.
import { mkdir, open, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { type Clock, sleep } from "#base";
import {
  emptyKubeconfig,
  type Kubeconfig,
  type KubeconfigCluster,
  type KubeconfigUser,
  parseKubeconfig,
} from "./kubeconfig.ts";

export interface ContextEntry {
  /** Name of context, cluster and user alike. */
  name: string;
  cluster: KubeconfigCluster;
  user: KubeconfigUser;
  namespace?: string;
}

const lockTries = 50;
const lockRetryMilliseconds = 100;

/** Adds or replaces context, cluster and user, and makes the context current when asked. */
export function setContext(
  file: string,
  entry: ContextEntry,
  options: { clock: Clock; makeCurrent?: boolean },
): Promise<void> {
  return editKubeconfig(file, options.clock, (config) => {
    const { name, cluster, user, namespace } = entry;
    put(config.clusters, { name, cluster });
    put(config.users, { name, user });
    const context = { cluster: name, user: name, ...(namespace ? { namespace } : {}) };
    put(config.contexts, { name, context });
    if (options.makeCurrent || !config["current-context"]) config["current-context"] = name;
  });
}

/** Removes context, cluster and user of this name; does nothing when there are none. */
export function removeContext(
  file: string,
  name: string,
  options: { clock: Clock },
): Promise<void> {
  return editKubeconfig(file, options.clock, (config) => {
    const isOther = (entry: { name: string }): boolean => entry.name !== name;
    config.clusters = config.clusters.filter(isOther);
    config.users = config.users.filter(isOther);
    config.contexts = config.contexts.filter(isOther);
    if (config["current-context"] === name) delete config["current-context"];
  });
}

/** Reads, lets `change` edit in place, and writes what changed. */
export async function editKubeconfig(
  file: string,
  clock: Clock,
  change: (config: Kubeconfig) => void,
): Promise<void> {
  const target = await realpath(file).catch(() => path.resolve(file));
  await mkdir(path.dirname(target), { recursive: true, mode: 0o750 });
  const unlock = await lock(`${target}.lock`, clock);
  try {
    const before = await readOrEmpty(target);
    const config = before === undefined ? emptyKubeconfig() : parseKubeconfig(before);
    const old = stringify(config);
    change(config);
    const text = stringify(config);
    if (text === old) return;
    const temporary = `${target}.lock.new`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, target);
  } finally {
    await unlock();
  }
}

async function lock(file: string, clock: Clock): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    try {
      await (await open(file, "wx")).close();
      return () => rm(file, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      if (attempt >= lockTries) {
        throw new Error(`Another program holds "${file}"; remove the file if none does`, { cause });
      }
      await sleep(clock, lockRetryMilliseconds);
    }
  }
}

async function readOrEmpty(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function put<T extends { name: string }>(list: T[], entry: T): void {
  const index = list.findIndex((other) => other.name === entry.name);
  if (index < 0) list.push(entry);
  else list[index] = entry;
}
