// secret: the keys of a Secret as files on a tmpfs.
// https://kubernetes.io/docs/concepts/storage/volumes/#secret
import type { Volume } from "#api/core/v1";
import { writeAtomically } from "../atomic-writer.ts";
import type { MemoryDirectory } from "../memory-directory.ts";
import { projectKeys, secretContent } from "../projected-content.ts";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

export class SecretPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/secret";
  readonly #memory: MemoryDirectory;

  constructor(memory: MemoryDirectory) {
    this.#memory = memory;
  }

  canSupport(volume: Volume): boolean {
    return volume.secret !== undefined;
  }

  async setUp(context: MountContext): Promise<MountedVolume> {
    const source = context.volume.secret ?? {};
    const namespace = context.pod.metadata.namespace ?? "";
    const name = source.secretName ?? "";
    const object = await context.sources.secret(namespace, name);
    if (!object && !source.optional) throw new Error(`secret "${name}" not found`);
    const files = projectKeys(
      {
        what: "secret",
        content: secretContent(object ?? {}),
        items: source.items,
        optional: source.optional ?? false,
        defaultMode: source.defaultMode,
      },
      context.fsGroup,
    );
    await this.#memory.prepare();
    const hostPath = this.#memory.pathFor(context.directory);
    await writeAtomically(
      hostPath,
      files,
      context.fsGroup === undefined ? {} : { groupId: context.fsGroup },
    );
    return { hostPath, readOnly: true, dependsOn: [`secret/${namespace}/${name}`] };
  }

  async tearDown(directory: string): Promise<void> {
    await this.#memory.remove(directory);
  }
}
