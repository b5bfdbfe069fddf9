// The CRI configuration of one container: command, environment, mounts, resources, rights.
// https://kubernetes.io/docs/concepts/architecture/cri/
import type { Container, Pod } from "#api/core/v1";
import type * as cri from "#cri";
import type { MountedVolume } from "#volume";
import { unsupportedContainerField } from "../admit/unsupported-fields.ts";
import { containerLogName } from "../directories.ts";
import { expand, type Variables } from "../environment/expansion.ts";
import { etcHostsPath, shouldMountEtcHosts } from "../network/etc-hosts.ts";
import { ContainerConfigError } from "../sync-errors.ts";
import { type CgroupVersion, containerResources } from "./container-resources.ts";
import { containerAnnotations, containerLabels, defaultTerminationMessagePath } from "./labels.ts";
import { containerSecurityContext, verifyRunAsNonRoot } from "./security-context.ts";
import { type SubPaths, volumeMounts } from "./volume-mounts.ts";

export interface ContainerConfigInput {
  pod: Pod;
  container: Container;
  restartCount: number;
  image: { ref: string; uid: number | undefined; username: string };
  environment: Variables;
  volumes: ReadonlyMap<string, MountedVolume>;
  subPaths: SubPaths;
  /** Files on the node. */
  terminationMessagePath: string;
  etcHostsPath: string | undefined;
  seccompDirectory: string;
  node: { memoryCapacityBytes: number; cgroupVersion: CgroupVersion };
}

/** Throws ContainerConfigError. */
export function containerConfig(input: ContainerConfigInput): cri.ContainerConfig {
  const { pod, container, image, environment, restartCount } = input;
  const unsupported = unsupportedContainerField(pod, container);
  if (unsupported !== undefined) throw new ContainerConfigError(unsupported);
  verifyRunAsNonRoot(pod, container, image);
  return {
    metadata: { name: container.name, attempt: restartCount },
    image: { image: image.ref, userSpecifiedImage: container.image ?? "" },
    command: (container.command ?? []).map((word) => expand(word, environment)),
    args: (container.args ?? []).map((word) => expand(word, environment)),
    workingDir: container.workingDir ?? "",
    envs: [...environment].map(([key, value]) => ({ key, value: Buffer.from(value) })),
    mounts: [...volumeMounts(input), ...managedMounts(input)],
    labels: containerLabels(pod, container),
    annotations: containerAnnotations(pod, container, restartCount),
    logPath: containerLogName(container.name, restartCount),
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    linux: {
      resources: containerResources(pod, container, input.node),
      securityContext: containerSecurityContext(pod, container, image, input.seccompDirectory),
    },
  };
}

function managedMounts(input: ContainerConfigInput): cri.Mount[] {
  const { container } = input;
  const mounts: cri.Mount[] = [
    {
      containerPath: container.terminationMessagePath || defaultTerminationMessagePath,
      hostPath: input.terminationMessagePath,
      readonly: false,
    },
  ];
  if (input.etcHostsPath !== undefined && shouldMountEtcHosts(container)) {
    mounts.push({ containerPath: etcHostsPath, hostPath: input.etcHostsPath, readonly: false });
  }
  return mounts;
}
