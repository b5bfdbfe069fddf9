// The images that every node of a cluster gets: built on this machine from Debian packages, once.
import { join } from "node:path";
import { createLogger } from "#component-base";
import { imageArchives } from "#images";
import { type CliEnvironment, CommandError } from "../environment.ts";
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
  try {
    const archives = await imageArchives(join(environment.home, "cache/images"), names, log, {
      aliases,
    });
    return archives.map(({ file, name }) => `${file}=${name}`);
  } catch (cause) {
    const reason =
      cause instanceof Error
        ? (cause.message.match(/^E: .*$/m)?.[0] ?? cause.message.split("\n")[0])
        : String(cause);
    throw new CommandError(
      `The images of the nodes could not be built: ${reason}; packages come through apt-get: try "apt-get update"`,
      { cause },
    );
  }
}
