// Writes a set of files so that a reader sees all of the old or all of the new ones: the files live
// in a new directory, `..data` is a link that is swapped, and each name is a link through it.
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/configmap.md
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";

export interface ProjectedFile {
  data: Uint8Array;
  /** Permission bits. */
  mode: number;
  /** Owner; absent: root. */
  userId?: number;
}

export type ProjectedFiles = ReadonlyMap<string, ProjectedFile>;

const dataLink = "..data";

/** Throws an Error for a path that would leave the volume. */
export function checkProjectedPath(path: string): void {
  const isBad =
    path.startsWith("..") || path.split("/").some((part) => ["", ".", ".."].includes(part));
  if (isBad)
    throw new Error(
      `invalid path "${path}": must be relative, clean, and must not start with or contain '..'`,
    );
}

async function existingLink(directory: string): Promise<string | undefined> {
  try {
    return await readlink(join(directory, dataLink));
  } catch {
    return undefined;
  }
}

async function listFiles(root: string, below = ""): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : Promise.resolve([path]);
    }),
  );
  return lists.flat();
}

async function isSame(directory: string, files: ProjectedFiles): Promise<boolean> {
  try {
    const paths = await listFiles(directory);
    if (paths.length !== files.size) return false;
    for (const [path, file] of files) {
      const at = join(directory, path);
      if (((await stat(at)).mode & 0o777) !== file.mode || !(await readFile(at)).equals(file.data))
        return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function writeAll(
  directory: string,
  files: ProjectedFiles,
  groupId: number | undefined,
): Promise<void> {
  await chmod(directory, 0o755);
  for (const [path, file] of files) {
    const at = join(directory, path);
    if (path.includes("/")) await mkdir(dirname(at), { recursive: true, mode: 0o755 });
    await writeFile(at, file.data);
    if (groupId !== undefined || file.userId !== undefined)
      await chown(at, file.userId ?? 0, groupId ?? 0);
    await chmod(at, file.mode);
  }
  if (groupId === undefined) return;
  for (const path of new Set([...files.keys()].flatMap(parents)))
    await chown(join(directory, path), 0, groupId);
  await chown(directory, 0, groupId);
}

/** "a/b/c" to ["a", "a/b"]. */
function parents(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}

/** Links for the first part of each path; removes links whose files are gone. */
async function updateNames(directory: string, files: ProjectedFiles): Promise<void> {
  const wanted = new Set([...files.keys()].map((path) => path.split("/")[0] as string));
  const present = (await readdir(directory)).filter((name) => !name.startsWith(".."));
  await Promise.all(
    present
      .filter((name) => !wanted.has(name))
      .map((name) => rm(join(directory, name), { recursive: true })),
  );
  const missing = [...wanted].filter((name) => !present.includes(name));
  await Promise.all(missing.map((name) => symlink(`${dataLink}/${name}`, join(directory, name))));
}

/**
 * Makes the directory show exactly these files. Does nothing when it does already. With a group,
 * the files and directories belong to it.
 */
export async function writeAtomically(
  directory: string,
  files: ProjectedFiles,
  options: { groupId?: number } = {},
): Promise<void> {
  for (const path of files.keys()) checkProjectedPath(path);
  await mkdir(directory, { recursive: true, mode: 0o777 });
  const old = await existingLink(directory);
  if (old !== undefined && (await isSame(join(directory, old), files))) return;
  const fresh = await mkdtemp(join(directory, `..${timeStamp()}.`));
  try {
    await writeAll(fresh, files, options.groupId);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  const swap = join(directory, "..data_tmp");
  await rm(swap, { force: true });
  await symlink(fresh.slice(directory.length + 1), swap);
  await rename(swap, join(directory, dataLink));
  await updateNames(directory, files);
  await chmod(directory, options.groupId === undefined ? 0o777 : 0o2777);
  if (options.groupId !== undefined) await chown(directory, 0, options.groupId);
  await removeOthers(directory, fresh);
}

/** The files from before, and what a killed process left. */
async function removeOthers(directory: string, current: string): Promise<void> {
  const stale = (await readdir(directory))
    .filter((name) => name.startsWith("..") && name !== dataLink)
    .map((name) => join(directory, name))
    .filter((path) => path !== current);
  await Promise.all(stale.map((path) => rm(path, { recursive: true, force: true })));
}

/** As in directory names of other kubelets: 2006_01_02_15_04_05. */
function timeStamp(): string {
  return new Date(performance.timeOrigin + performance.now())
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[-:T]/g, "_");
}
