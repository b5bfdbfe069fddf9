// Volumes that hold secrets live on a tmpfs. One tmpfs serves all such volumes of a node, with a
// directory each: a mount a volume would cost every pod's start some milliseconds.
import { mkdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isMountPoint, mountTmpfs, unmountBelow } from "./mounts.ts";

export class MemoryDirectory {
  readonly #path: string;
  #ready: Promise<void> | undefined;

  /** `path` is made and mounted when first needed. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The directory for a volume, from its usual one: <pods>/<uid>/volumes/<type>/<name>. */
  pathFor(volumeDirectory: string): string {
    const parts = volumeDirectory.split("/");
    return join(this.#path, parts.at(-4) as string, basename(volumeDirectory));
  }

  async prepare(): Promise<void> {
    this.#ready ??= this.#mount().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    await this.#ready;
  }

  async remove(volumeDirectory: string): Promise<void> {
    const path = this.pathFor(volumeDirectory);
    await rm(path, { recursive: true, force: true });
    // The pod's directory goes with its last volume.
    await rmdir(dirname(path)).catch(() => undefined);
    await rm(volumeDirectory, { recursive: true, force: true });
  }

  async unmount(): Promise<void> {
    await unmountBelow(this.#path);
    this.#ready = undefined;
  }

  async #mount(): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    if (!(await isMountPoint(this.#path))) await mountTmpfs(this.#path, undefined);
  }
}
