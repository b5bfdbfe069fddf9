// downwardAPI: fields of the pod as files; labels and annotations follow its changes.
// https://kubernetes.io/docs/concepts/storage/volumes/#downwardapi
import { rm } from "node:fs/promises";
import type { Volume } from "#api/core/v1";
import { writeAtomically } from "../atomic-writer.ts";
import { projectDownward } from "../projected-content.ts";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

export class DownwardApiPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/downward-api";

  canSupport(volume: Volume): boolean {
    return volume.downwardAPI !== undefined;
  }

  async setUp(context: MountContext): Promise<MountedVolume> {
    const source = context.volume.downwardAPI ?? {};
    const files = projectDownward(source.items ?? [], source.defaultMode, context);
    await writeAtomically(
      context.directory,
      files,
      context.fsGroup === undefined ? {} : { groupId: context.fsGroup },
    );
    return { hostPath: context.directory, readOnly: true, dependsOn: ["pod"] };
  }

  async tearDown(directory: string): Promise<void> {
    await rm(directory, { recursive: true, force: true });
  }
}
