// volumeMounts of a container as bind mounts of the CRI.
// https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
import type { Container, VolumeMount } from "#api/core/v1";
import type * as cri from "#cri";
import type { MountedVolume } from "#volume";
import { expandStrictly, type Variables } from "../environment/expansion.ts";
import { ContainerConfigError } from "../sync-errors.ts";

/** Resolves a sub-path below a volume, made where it is missing; symlinks never lead out. */
export interface SubPaths {
  prepare(volumeHostPath: string, subPath: string): string;
}

export interface VolumeMountsInput {
  container: Container;
  environment: Variables;
  volumes: ReadonlyMap<string, MountedVolume>;
  subPaths: SubPaths;
}

const propagation = {
  None: "PROPAGATION_PRIVATE",
  HostToContainer: "PROPAGATION_HOST_TO_CONTAINER",
  Bidirectional: "PROPAGATION_BIDIRECTIONAL",
} as const;

export function volumeMounts(input: VolumeMountsInput): cri.Mount[] {
  return (input.container.volumeMounts ?? []).map((mount) => {
    const volume = input.volumes.get(mount.name);
    if (volume === undefined) {
      throw new ContainerConfigError(
        `cannot find volume "${mount.name}" to mount into container "${input.container.name}"`,
      );
    }
    return {
      containerPath: containerPath(mount),
      hostPath: hostPath(mount, volume, input),
      readonly: (mount.readOnly ?? false) || volume.readOnly,
      propagation: propagation[mount.mountPropagation ?? "None"],
    };
  });
}

/** A relative mount path is below the root. */
function containerPath(mount: VolumeMount): string {
  return mount.mountPath.startsWith("/") ? mount.mountPath : `/${mount.mountPath}`;
}

function hostPath(mount: VolumeMount, volume: MountedVolume, input: VolumeMountsInput): string {
  let subPath = mount.subPath ?? "";
  if (mount.subPathExpr) {
    const expanded = expandStrictly(mount.subPathExpr, input.environment);
    if (expanded.missing !== undefined) {
      throw new ContainerConfigError(`missing value for "${expanded.missing}"`);
    }
    subPath = expanded.value;
  }
  if (subPath === "") return volume.hostPath;
  if (subPath.startsWith("/")) {
    throw new ContainerConfigError(`error SubPath \`${subPath}\` must not be an absolute path`);
  }
  if (subPath.split("/").includes("..")) {
    throw new ContainerConfigError(
      `unable to provision SubPath \`${subPath}\`: must not contain '..'`,
    );
  }
  try {
    return input.subPaths.prepare(volume.hostPath, subPath);
  } catch (error) {
    throw new ContainerConfigError(
      `failed to prepare subPath for volumeMount "${mount.name}" of container "${input.container.name}"` +
        (error instanceof Error ? `: ${error.message}` : ""),
    );
  }
}
