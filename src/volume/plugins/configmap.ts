// configMap: the keys of a ConfigMap as files that follow its changes.
// https://kubernetes.io/docs/concepts/storage/volumes/#configmap
import { rm } from "node:fs/promises";
import type { Volume } from "#api/core/v1";
import { writeAtomically } from "../atomic-writer.ts";
import { configMapContent, projectKeys } from "../projected-content.ts";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

export class ConfigMapPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/configmap";

  canSupport(volume: Volume): boolean {
    return volume.configMap !== undefined;
  }

  async setUp(context: MountContext): Promise<MountedVolume> {
    const source = context.volume.configMap ?? {};
    const namespace = context.pod.metadata.namespace ?? "";
    const name = source.name ?? "";
    const object = await context.sources.configMap(namespace, name);
    if (!object && !source.optional) throw new Error(`configmap "${name}" not found`);
    const files = projectKeys(
      {
        what: `configmap`,
        content: configMapContent(object ?? {}),
        items: source.items,
        optional: source.optional ?? false,
        defaultMode: source.defaultMode,
      },
      context.fsGroup,
    );
    await writeAtomically(
      context.directory,
      files,
      context.fsGroup === undefined ? {} : { groupId: context.fsGroup },
    );
    return {
      hostPath: context.directory,
      readOnly: true,
      dependsOn: [`configmap/${namespace}/${name}`],
    };
  }

  async tearDown(directory: string): Promise<void> {
    await rm(directory, { recursive: true, force: true });
  }
}
