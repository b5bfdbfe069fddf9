// Security contexts of pods and containers as the CRI takes them.
// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
import { join } from "node:path";
import type { Container, Pod, SeccompProfile, SecurityContext } from "#api/core/v1";
import type * as cri from "#cri";
import { ContainerConfigError } from "../sync-errors.ts";
import { formatPod } from "./pod-names.ts";

const maskedPaths: readonly string[] = [
  "/proc/asound",
  "/proc/acpi",
  "/proc/interrupts",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/proc/sched_debug",
  "/proc/scsi",
  "/sys/firmware",
  "/sys/devices/virtual/powercap",
];

const readonlyPaths: readonly string[] = [
  "/proc/bus",
  "/proc/fs",
  "/proc/irq",
  "/proc/sys",
  "/proc/sysrq-trigger",
];

/** Fields that a container does not set are the pod's. */
export function effectiveSecurityContext(pod: Pod, container: Container): SecurityContext {
  const own = container.securityContext ?? {};
  const whole = pod.spec.securityContext ?? {};
  const inherited = {
    ...(whole.runAsUser === undefined ? {} : { runAsUser: whole.runAsUser }),
    ...(whole.runAsGroup === undefined ? {} : { runAsGroup: whole.runAsGroup }),
    ...(whole.runAsNonRoot === undefined ? {} : { runAsNonRoot: whole.runAsNonRoot }),
    ...(whole.seccompProfile === undefined ? {} : { seccompProfile: whole.seccompProfile }),
    ...(whole.seLinuxOptions === undefined ? {} : { seLinuxOptions: whole.seLinuxOptions }),
    ...(whole.appArmorProfile === undefined ? {} : { appArmorProfile: whole.appArmorProfile }),
  };
  return { ...inherited, ...own };
}

export function namespaceOptions(pod: Pod): cri.NamespaceOption {
  const pid = pod.spec.hostPID ? "NODE" : pod.spec.shareProcessNamespace ? "POD" : "CONTAINER";
  return {
    network: pod.spec.hostNetwork ? "NODE" : "POD",
    pid,
    ipc: pod.spec.hostIPC ? "NODE" : "POD",
  };
}

/** Rejects by throwing ContainerConfigError when runAsNonRoot is not kept. */
export function verifyRunAsNonRoot(
  pod: Pod,
  container: Container,
  imageUser: { uid: number | undefined; username: string },
): void {
  const context = effectiveSecurityContext(pod, container);
  if (!context.runAsNonRoot) return;
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`;
  if (context.runAsUser !== undefined) {
    if (context.runAsUser !== 0) return;
    throw new ContainerConfigError(`container's runAsUser breaks non-root policy ${where}`);
  }
  if (imageUser.uid === 0 || (imageUser.uid === undefined && imageUser.username === "")) {
    throw new ContainerConfigError(
      `container has runAsNonRoot and image will run as root ${where}`,
    );
  }
  if (imageUser.uid === undefined) {
    throw new ContainerConfigError(
      "container has runAsNonRoot and image has non-numeric user " +
        `(${imageUser.username}), cannot verify user is non-root ${where}`,
    );
  }
}

export function containerSecurityContext(
  pod: Pod,
  container: Container,
  imageUser: { uid: number | undefined; username: string },
  seccompDirectory: string,
): cri.LinuxContainerSecurityContext {
  const context = effectiveSecurityContext(pod, container);
  const capabilities = context.capabilities;
  const seccomp = seccompProfile(context.seccompProfile, seccompDirectory);
  const unmasked = context.procMount === "Unmasked";
  return {
    ...userOf(context, imageUser),
    ...(context.runAsGroup === undefined ? {} : { runAsGroup: { value: context.runAsGroup } }),
    ...(capabilities
      ? {
          capabilities: {
            addCapabilities: capabilities.add ?? [],
            dropCapabilities: capabilities.drop ?? [],
          },
        }
      : {}),
    privileged: context.privileged ?? false,
    readonlyRootfs: context.readOnlyRootFilesystem ?? false,
    noNewPrivs: context.allowPrivilegeEscalation === false,
    namespaceOptions: namespaceOptions(pod),
    ...groupsOf(pod),
    ...(context.seLinuxOptions ? { selinuxOptions: context.seLinuxOptions } : {}),
    maskedPaths: unmasked ? [] : [...maskedPaths],
    readonlyPaths: unmasked ? [] : [...readonlyPaths],
    seccomp: context.privileged ? { profileType: "Unconfined" } : seccomp,
    ...(context.appArmorProfile
      ? {
          apparmor: securityProfile(
            context.appArmorProfile,
            context.appArmorProfile.localhostProfile,
          ),
        }
      : {}),
  };
}

/**
 * The sandbox's own process only waits, so it gets a filter of system calls only where the pod asks
 * for one: making the filter takes runc 30 to 40 ms of each pod's start.
 */
export function sandboxSecurityContext(pod: Pod): cri.LinuxSandboxSecurityContext {
  const context = pod.spec.securityContext ?? {};
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const isConfined = (context.seccompProfile?.type ?? "Unconfined") !== "Unconfined";
  const withUser = context.runAsUser !== undefined;
  return {
    namespaceOptions: namespaceOptions(pod),
    ...(context.runAsUser === undefined ? {} : { runAsUser: { value: context.runAsUser } }),
    ...(withUser && context.runAsGroup !== undefined
      ? { runAsGroup: { value: context.runAsGroup } }
      : {}),
    ...groupsOf(pod),
    ...(context.seLinuxOptions ? { selinuxOptions: context.seLinuxOptions } : {}),
    privileged: containers.some(({ securityContext }) => securityContext?.privileged === true),
    // Not the pod's own profile: it is made for its containers and may not let the process start.
    seccomp: { profileType: isConfined ? "RuntimeDefault" : "Unconfined" },
  };
}

function userOf(
  context: SecurityContext,
  imageUser: { uid: number | undefined; username: string },
): Pick<cri.LinuxContainerSecurityContext, "runAsUser" | "runAsUsername"> {
  if (context.runAsUser !== undefined) return { runAsUser: { value: context.runAsUser } };
  if (imageUser.uid !== undefined) return { runAsUser: { value: imageUser.uid } };
  return imageUser.username === "" ? {} : { runAsUsername: imageUser.username };
}

function groupsOf(pod: Pod): { supplementalGroups: number[] } {
  const context = pod.spec.securityContext ?? {};
  const groups = [...(context.supplementalGroups ?? [])];
  if (context.fsGroup !== undefined) groups.push(context.fsGroup);
  return { supplementalGroups: groups };
}

function seccompProfile(
  profile: SeccompProfile | undefined,
  directory: string,
): cri.SecurityProfile {
  if (profile === undefined) return { profileType: "Unconfined" };
  return securityProfile(
    profile,
    profile.localhostProfile === undefined ? undefined : join(directory, profile.localhostProfile),
  );
}

function securityProfile(
  profile: { type: cri.SecurityProfile_ProfileType },
  localhostRef: string | undefined,
): cri.SecurityProfile {
  return profile.type === "Localhost"
    ? { profileType: "Localhost", localhostRef: localhostRef ?? "" }
    : { profileType: profile.type };
}
