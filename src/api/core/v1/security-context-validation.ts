// What security contexts of pods and containers must satisfy.
// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  rangeComplaints,
  required,
} from "#apimachinery";
import { validateEnum } from "../../meta/v1/index.ts";
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from "./types.generated.ts";

const highestId = 2 ** 31 - 1;
const profileTypes = ["Localhost", "RuntimeDefault", "Unconfined"];
const sysctlSegment = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const sysctlPattern = new RegExp(`^(${sysctlSegment}[\\./])*${sysctlSegment}$`);

export function validatePodSecurityContext(
  context: PodSecurityContext,
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  const errors = [
    ...validateId(context.runAsUser, path.child("runAsUser")),
    ...validateId(context.runAsGroup, path.child("runAsGroup")),
    ...validateId(context.fsGroup, path.child("fsGroup")),
    ...(context.supplementalGroups ?? []).flatMap((group, index) =>
      validateId(group, path.child("supplementalGroups").index(index)),
    ),
    ...validateEnum(
      context.fsGroupChangePolicy,
      ["Always", "OnRootMismatch"],
      path.child("fsGroupChangePolicy"),
    ),
    ...validateEnum(
      context.supplementalGroupsPolicy,
      ["Merge", "Strict"],
      path.child("supplementalGroupsPolicy"),
    ),
    ...validateProfile(context.seccompProfile, "seccomp", path.child("seccompProfile")),
    ...validateProfile(context.appArmorProfile, "AppArmor", path.child("appArmorProfile")),
  ];
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = "ShareProcessNamespace and HostPID cannot both be enabled";
    errors.push(invalidValue(path.child("shareProcessNamespace"), true, detail));
  }
  const names = new Set<string>();
  for (const [index, { name }] of (context.sysctls ?? []).entries()) {
    const at = path.child("sysctls").index(index).child("name");
    if (!name) errors.push(required(at));
    else if (name.length > 253 || !sysctlPattern.test(name)) {
      const detail = `must have at most 253 characters and match regex ${sysctlPattern.source}`;
      errors.push(invalidValue(at, name, detail));
    } else if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
  }
  return [...errors, ...validateHostUsers(spec, path)];
}

export function validateSecurityContext(
  context: SecurityContext,
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  const errors = [
    ...validateId(context.runAsUser, path.child("runAsUser")),
    ...validateId(context.runAsGroup, path.child("runAsGroup")),
    ...validateEnum(context.procMount, ["Default", "Unmasked"], path.child("procMount")),
    ...validateProfile(context.seccompProfile, "seccomp", path.child("seccompProfile")),
    ...validateProfile(context.appArmorProfile, "AppArmor", path.child("appArmorProfile")),
  ];
  if (context.procMount === "Unmasked" && spec.hostUsers !== false) {
    const detail = "`hostUsers` must be false to use `Unmasked`";
    errors.push(invalidValue(path.child("procMount"), context.procMount, detail));
  }
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) {
      const detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
      errors.push(invalidValue(path, context, detail));
    }
    if (context.capabilities?.add?.includes("CAP_SYS_ADMIN")) {
      const detail =
        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
      errors.push(invalidValue(path, context, detail));
    }
  }
  return errors;
}

/** A pod with users of its own cannot share the node's namespaces. */
function validateHostUsers(spec: PodSpec, path: FieldPath): FieldError[] {
  if (spec.hostUsers !== false) return [];
  return (["hostNetwork", "hostIPC", "hostPID"] as const)
    .filter((field) => spec[field])
    .map((field) => forbiddenField(path.child(field), "when `pod.Spec.HostUsers` is false"));
}

function validateId(id: number | undefined, path: FieldPath): FieldError[] {
  return id === undefined ? [] : invalidBecause(path, id, rangeComplaints(id, 0, highestId));
}

function validateProfile(
  profile: SeccompProfile | AppArmorProfile | undefined,
  word: "seccomp" | "AppArmor",
  path: FieldPath,
): FieldError[] {
  if (profile === undefined) return [];
  const detail = word === "AppArmor" ? "type is required when appArmorProfile is set" : "";
  const errors = profile.type
    ? validateEnum(profile.type, profileTypes, path.child("type"))
    : [required(path.child("type"), detail)];
  const at = path.child("localhostProfile");
  const { type, localhostProfile: file } = profile;
  if (type !== "Localhost") {
    if (file !== undefined) {
      const detail = `can only be set when ${word} type is Localhost`;
      errors.push(invalidValue(at, file, detail));
    }
    return errors;
  }
  if (!file) errors.push(required(at, `must be set when ${word} type is Localhost`));
  else if (word === "seccomp" && (file.startsWith("/") || file.split("/").includes(".."))) {
    errors.push(
      invalidValue(
        at,
        file,
        file.startsWith("/") ? "must be a relative path" : "must not contain '..'",
      ),
    );
  }
  return errors;
}
