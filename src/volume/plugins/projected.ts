// projected: several sources in one directory on a tmpfs; how every pod gets its API token.
// https://kubernetes.io/docs/concepts/storage/projected-volumes/
import type { ServiceAccountTokenProjection, Volume, VolumeProjection } from "#api/core/v1";
import { type ProjectedFile, writeAtomically } from "../atomic-writer.ts";
import { fileMode } from "../file-modes.ts";
import type { MemoryDirectory } from "../memory-directory.ts";
import {
  configMapContent,
  projectDownward,
  projectKeys,
  secretContent,
} from "../projected-content.ts";
import type { MountContext, MountedVolume, VolumePlugin } from "../volume-plugin.ts";

interface Collected {
  files: Map<string, ProjectedFile>;
  dependsOn: Set<string>;
  refreshAtMilliseconds: number;
}

const defaultTokenSeconds = 3600;

export class ProjectedPlugin implements VolumePlugin {
  readonly name = "kubernetes.io/projected";
  readonly #memory: MemoryDirectory;

  constructor(memory: MemoryDirectory) {
    this.#memory = memory;
  }

  canSupport(volume: Volume): boolean {
    return volume.projected !== undefined;
  }

  async setUp(context: MountContext): Promise<MountedVolume> {
    const source = context.volume.projected ?? {};
    const collected: Collected = {
      files: new Map(),
      dependsOn: new Set(),
      refreshAtMilliseconds: Number.POSITIVE_INFINITY,
    };
    await Promise.all(
      (source.sources ?? []).map((one) => collect(one, source.defaultMode, context, collected)),
    );
    await this.#memory.prepare();
    const hostPath = this.#memory.pathFor(context.directory);
    await writeAtomically(
      hostPath,
      collected.files,
      context.fsGroup === undefined ? {} : { groupId: context.fsGroup },
    );
    const refresh = Number.isFinite(collected.refreshAtMilliseconds)
      ? { refreshAtMilliseconds: collected.refreshAtMilliseconds }
      : {};
    return { hostPath, readOnly: true, dependsOn: [...collected.dependsOn], ...refresh };
  }

  async tearDown(directory: string): Promise<void> {
    await this.#memory.remove(directory);
  }
}

async function collect(
  source: VolumeProjection,
  defaultMode: number | undefined,
  context: MountContext,
  into: Collected,
): Promise<void> {
  const { sources, fsGroup } = context;
  const namespace = context.pod.metadata.namespace ?? "";
  const add = (files: Map<string, ProjectedFile>): void => {
    for (const [path, file] of files) into.files.set(path, file);
  };
  if (source.configMap) {
    const { name = "", items, optional = false } = source.configMap;
    into.dependsOn.add(`configmap/${namespace}/${name}`);
    const object = await sources.configMap(namespace, name);
    if (!object && !optional) throw new Error(`configmap "${name}" not found`);
    add(
      projectKeys(
        {
          what: "configmap",
          content: configMapContent(object ?? {}),
          items,
          optional,
          defaultMode,
        },
        fsGroup,
      ),
    );
  }
  if (source.secret) {
    const { name = "", items, optional = false } = source.secret;
    into.dependsOn.add(`secret/${namespace}/${name}`);
    const object = await sources.secret(namespace, name);
    if (!object && !optional) throw new Error(`secret "${name}" not found`);
    add(
      projectKeys(
        { what: "secret", content: secretContent(object ?? {}), items, optional, defaultMode },
        fsGroup,
      ),
    );
  }
  if (source.downwardAPI) {
    into.dependsOn.add("pod");
    add(projectDownward(source.downwardAPI.items ?? [], defaultMode, context));
  }
  if (source.serviceAccountToken)
    await collectToken(source.serviceAccountToken, defaultMode, context, into);
  if (source.clusterTrustBundle || source.podCertificate)
    throw new Error("clusterTrustBundle and podCertificate sources are not supported by this node");
}

async function collectToken(
  source: ServiceAccountTokenProjection,
  defaultMode: number | undefined,
  context: MountContext,
  into: Collected,
): Promise<void> {
  const seconds = source.expirationSeconds ?? defaultTokenSeconds;
  const { token, renewAtMilliseconds } = await context.sources.serviceAccountToken(
    context.pod,
    source.audience ?? "",
    seconds,
  );
  const userId = soleUser(context);
  // Without an fsGroup the token is the pod's user's alone, where all its containers have one user.
  const isPrivate = context.fsGroup !== undefined || userId !== undefined;
  into.files.set(source.path, {
    data: Buffer.from(token),
    mode: isPrivate
      ? fileMode(0o600, undefined, context.fsGroup)
      : fileMode(undefined, defaultMode, undefined),
    ...(userId !== undefined && context.fsGroup === undefined ? { userId } : {}),
  });
  into.refreshAtMilliseconds = Math.min(into.refreshAtMilliseconds, renewAtMilliseconds);
}

/** The user of all containers, where they agree on one. */
function soleUser({ pod }: MountContext): number | undefined {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const users = new Set(
    containers.map(
      (container) => container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser,
    ),
  );
  return users.size === 1 ? [...users][0] : undefined;
}
