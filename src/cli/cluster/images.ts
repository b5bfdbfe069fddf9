// The images that every node of a cluster gets: built on this machine from Debian packages, once.
import { join } from "node:path";
import { createLogger } from "#component-base";
import { imageArchives } from "#images";
import type { CliEnvironment } from "../environment.ts";
import type { Progress } from "../progress.ts";

const names = ["pause", "busybox", "nginx"];
/** Names with a version, which Kubernetes does not pull when they are there. */
const aliases = { busybox: ["busybox:1.35"], nginx: ["nginx:1.22"] };

/** "FILE=NAME" for each image. */
export async function clusterImages(
  environment: Pick<CliEnvironment, "home">,
  progress: Progress,
): Promise<string[]> {
  const log = {
    ...createLogger({ level: "error" }),
    info: (_message: string, fields: Record<string, unknown> = {}): void =>
      progress.step(`Building image ${String(fields["image"])} from Debian packages`),
  };
  const archives = await imageArchives(join(environment.home, "cache/images"), names, log, {
    aliases,
  });
  return archives.map(({ file, name }) => `${file}=${name}`);
}
