// What the mounts of a container must satisfy.
// https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
import {
  type FieldError,
  type FieldPath,
  fieldNotFound,
  forbiddenField,
  invalidValue,
  required,
} from "#apimachinery";
import { validateEnum } from "../../meta/v1/index.ts";
import type { Container, VolumeMount } from "./types.generated.ts";
import { validateNoBacksteps, validateRelativePath } from "./volume-validation.ts";

type MountingContainer = Pick<Container, "volumeMounts" | "volumeDevices" | "securityContext">;

export function validateVolumeMounts(
  container: MountingContainer,
  volumeNames: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  const mountPaths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(at.child("name")));
    else if (!volumeNames.has(mount.name)) errors.push(fieldNotFound(at.child("name"), mount.name));
    if (!mount.mountPath) errors.push(required(at.child("mountPath")));
    else if (mountPaths.has(mount.mountPath)) {
      errors.push(invalidValue(at.child("mountPath"), mount.mountPath, "must be unique"));
    }
    mountPaths.add(mount.mountPath);
    const isDevice = container.volumeDevices?.some(({ name }) => name === mount.name);
    if (isDevice) {
      const detail = "must not already exist in volumeDevices";
      errors.push(invalidValue(at.child("name"), mount.name, detail));
    }
    return [...errors, ...validateMountDetails(mount, { container, at, path })];
  });
}

export function validateVolumeDevices(
  container: MountingContainer,
  volumeNames: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  return (container.volumeDevices ?? []).flatMap(({ name, devicePath }, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (!name) errors.push(required(at.child("name")));
    else if (!volumeNames.has(name)) errors.push(fieldNotFound(at.child("name"), name));
    if (!devicePath) errors.push(required(at.child("devicePath")));
    else errors.push(...validateNoBacksteps(devicePath, at.child("devicePath")));
    return errors;
  });
}

interface MountSurroundings {
  container: MountingContainer;
  at: FieldPath;
  path: FieldPath;
}

/** Faults of propagation and recursion are reported at the list, as Kubernetes does. */
function validateMountDetails(
  mount: VolumeMount,
  { container, at: path, path: list }: MountSurroundings,
): FieldError[] {
  const errors: FieldError[] = [];
  const { subPath, subPathExpr, mountPropagation, readOnly, recursiveReadOnly } = mount;
  if (subPath) errors.push(...validateRelativePath(subPath, path.child("subPath")));
  if (subPathExpr) {
    if (subPath) {
      const detail = "subPathExpr and subPath are mutually exclusive";
      errors.push(invalidValue(path.child("subPathExpr"), subPathExpr, detail));
    }
    errors.push(...validateRelativePath(subPathExpr, path.child("subPathExpr")));
  }
  const propagationPath = list.child("mountPropagation");
  const propagations = ["Bidirectional", "HostToContainer", "None"];
  errors.push(...validateEnum(mountPropagation, propagations, propagationPath));
  if (mountPropagation === "Bidirectional" && !container.securityContext?.privileged) {
    const detail = "Bidirectional mount propagation is available only to privileged containers";
    errors.push(forbiddenField(propagationPath, detail));
  }
  const recursivePath = list.child("recursiveReadOnly");
  const modes = ["Disabled", "Enabled", "IfPossible"];
  errors.push(...validateEnum(recursiveReadOnly, modes, recursivePath));
  if (recursiveReadOnly === "Enabled" || recursiveReadOnly === "IfPossible") {
    if (!readOnly) {
      errors.push(forbiddenField(recursivePath, "may only be specified when readOnly is true"));
    }
    if (mountPropagation !== undefined && mountPropagation !== "None") {
      const detail = "may only be specified when mountPropagation is None or not specified";
      errors.push(forbiddenField(recursivePath, detail));
    }
  }
  return errors;
}
