// Imports an image archive (docker or OCI) into a containerd, by its own tool: `ctr` speaks every
// format that containerd does. Layers are unpacked when the first container needs them.
// https://github.com/containerd/containerd/blob/v1.6.20/docs/getting-started.md
import type { Readable } from "node:stream";
import { type Clock, sleep } from "#base";
import { archiveReferences, openArchive } from "#images";
import { holdProcess, runCommand } from "#sandbox";
import type { CallOptions } from "../../runtime.ts";
import { RuntimeError } from "../../runtime.ts";
import { ContainerdRuntime } from "./runtime.ts";

export interface ImageImportOptions extends CallOptions {
  clock: Clock;
  /** Of the containerd. */
  socketPath: string;
  /** Unpacks the layers now, which else the first container that needs them waits for. */
  unpack?: boolean;
}

const visibleTimeoutMilliseconds = 5000;

/**
 * Gives the full names imported, each visible through the CRI by then. Rejects with
 * NotAnImageArchive when the file is none.
 */
export function importImageArchive(file: string, options: ImageImportOptions): Promise<string[]> {
  return holdProcess(async () => {
    const references = await archiveReferences(file);
    const { socketPath, signal } = options;
    const ctr = (parameters: string[], input?: Readable): Promise<string> =>
      runCommand(
        ["ctr", "--address", socketPath, "--namespace", "k8s.io", "images", ...parameters],
        { ...(signal ? { signal } : {}), ...(input ? { input } : {}) },
      );
    const flags = options.unpack ? [] : ["--no-unpack"];
    await ctr(["import", ...flags, "-"], await openArchive(file));
    for (const { written, name } of references) {
      if (written === name) continue;
      // An OCI archive's short names are taken as they are, and nothing would find them.
      const known = (await ctr(["list", "--quiet", `name==${written}`])).trim() === written;
      if (!known) continue;
      await ctr(["tag", "--force", written, name]);
      await ctr(["remove", written]);
    }
    const names = references.map(({ name }) => name);
    await untilVisible(names, options);
    return names;
  });
}

// The CRI hears of new images by an event.
async function untilVisible(names: string[], options: ImageImportOptions): Promise<void> {
  const { clock, socketPath, signal } = options;
  const runtime = new ContainerdRuntime({ clock, socketPath });
  const deadline = clock.monotonic() + visibleTimeoutMilliseconds;
  try {
    for (const name of names)
      while (!(await runtime.imageStatus(name))) {
        if (clock.monotonic() > deadline)
          throw new RuntimeError("not-found", `Image "${name}" was imported but does not show`);
        await sleep(clock, 5, signal);
      }
  } finally {
    runtime.close();
  }
}
