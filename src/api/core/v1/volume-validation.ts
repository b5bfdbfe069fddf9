// What the volumes of a pod must satisfy.
// https://kubernetes.io/docs/concepts/storage/volumes/
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  required,
} from "#apimachinery";
import { dnsLabelComplaints, validateEnum } from "../../meta/v1/index.ts";
import { validateFieldRef, validateResourceFieldRef } from "./environment-validation.ts";
import { validatePersistentVolumeClaimSpec } from "./persistent-volume-validation.ts";
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  Volume,
  VolumeProjection,
} from "./types.generated.ts";

const highestMode = 0o777;
const shortestTokenSeconds = 600;
const longestTokenSeconds = 2 ** 32;
const downwardFields = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];
const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

export function validateVolumes(volumes: readonly Volume[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const at = path.index(index);
    const { name } = volume;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(at.child("name")));
    else {
      errors.push(...invalidBecause(at.child("name"), name, dnsLabelComplaints(name)));
      if (names.has(name)) errors.push(duplicate(at.child("name"), name));
      names.add(name);
    }
    const sources = Object.entries(volume)
      .filter(([field, value]) => field !== "name" && value !== undefined)
      .map(([field]) => field);
    if (sources.length === 0) errors.push(required(at, "must specify a volume type"));
    for (const extra of sources.slice(1)) {
      errors.push(forbiddenField(at.child(extra), "may not specify more than 1 volume type"));
    }
    return [...errors, ...validateLocalSource(volume, at), ...validateRemoteSource(volume, at)];
  });
}

/** A path inside a volume. */
export function validateRelativePath(value: string, path: FieldPath): FieldError[] {
  if (value.startsWith("/")) return [invalidValue(path, value, "must be a relative path")];
  return validateNoBacksteps(value, path);
}

export function validateNoBacksteps(value: string, path: FieldPath): FieldError[] {
  return value.split("/").includes("..")
    ? [invalidValue(path, value, "must not contain '..'")]
    : [];
}

function validateLocalSource(volume: Volume, path: FieldPath): FieldError[] {
  const { secret, configMap, downwardAPI, projected, hostPath, emptyDir } = volume;
  const errors: FieldError[] = [];
  if (secret) {
    const at = path.child("secret");
    if (!secret.secretName) errors.push(required(at.child("secretName")));
    errors.push(...validateFiles(secret, at));
  }
  if (configMap) {
    const at = path.child("configMap");
    if (!configMap.name) errors.push(required(at.child("name")));
    errors.push(...validateFiles(configMap, at));
  }
  if (downwardAPI) {
    const at = path.child("downwardAPI");
    errors.push(
      ...validateMode(downwardAPI.defaultMode, at.child("defaultMode")),
      ...validateDownwardFiles(downwardAPI.items ?? [], at),
    );
  }
  if (projected) {
    const at = path.child("projected");
    errors.push(
      ...validateMode(projected.defaultMode, at.child("defaultMode")),
      ...(projected.sources ?? []).flatMap((source, index) =>
        validateProjection(source, at.child("sources").index(index), at),
      ),
    );
  }
  if (hostPath) {
    const at = path.child("hostPath");
    if (!hostPath.path) errors.push(required(at.child("path")));
    else errors.push(...validateNoBacksteps(hostPath.path, at.child("path")));
    errors.push(...validateEnum(hostPath.type, hostPathTypes, at.child("type")));
  }
  if (emptyDir?.sizeLimit?.startsWith("-")) {
    const detail = "SizeLimit field must be a valid resource quantity";
    errors.push(forbiddenField(path.child("emptyDir").child("sizeLimit"), detail));
  }
  return errors;
}

function validateRemoteSource(volume: Volume, path: FieldPath): FieldError[] {
  const { persistentVolumeClaim, nfs, csi, ephemeral, image } = volume;
  const errors = validateLegacySource(volume, path);
  if (persistentVolumeClaim && !persistentVolumeClaim.claimName) {
    errors.push(required(path.child("persistentVolumeClaim").child("claimName")));
  }
  if (nfs) {
    const at = path.child("nfs");
    if (!nfs.server) errors.push(required(at.child("server")));
    if (!nfs.path) errors.push(required(at.child("path")));
    else if (!nfs.path.startsWith("/")) {
      errors.push(invalidValue(at.child("path"), nfs.path, "must be an absolute path"));
    }
  }
  if (csi && !csi.driver) errors.push(required(path.child("csi").child("driver")));
  if (image && !image.reference) errors.push(required(path.child("image").child("reference")));
  if (ephemeral) {
    const at = path.child("ephemeral").child("volumeClaimTemplate");
    const template = ephemeral.volumeClaimTemplate;
    errors.push(
      ...(template
        ? validatePersistentVolumeClaimSpec(template.spec ?? {}, at.child("spec"))
        : [required(at)]),
    );
  }
  return errors;
}

function validateLegacySource({ scaleIO, rbd, iscsi }: Volume, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["gateway", "system", "volumeName"] as const) {
    if (scaleIO && !scaleIO[field]) errors.push(required(path.child("scaleIO").child(field)));
  }
  if (rbd && !rbd.image) errors.push(required(path.child("rbd").child("image")));
  if (iscsi?.iqn && !/^(iqn|eui|naa)/.test(iscsi.iqn)) {
    const detail = "must be valid format starting with iqn, eui, or naa";
    errors.push(invalidValue(path.child("iscsi").child("iqn"), iscsi.iqn, detail));
  }
  return errors;
}

function validateFiles(
  source: { defaultMode?: number; items?: KeyToPath[] },
  path: FieldPath,
): FieldError[] {
  return [
    ...validateMode(source.defaultMode, path.child("defaultMode")),
    ...(source.items ?? []).flatMap(({ key, path: file, mode }, index) => {
      const at = path.child("items").index(index);
      const errors = validateMode(mode, at.child("mode"));
      if (!key) errors.push(required(at.child("key")));
      return [...errors, ...validateFilePath(file, at.child("path"))];
    }),
  ];
}

function validateFilePath(file: string | undefined, path: FieldPath): FieldError[] {
  if (!file) return [required(path)];
  const errors = validateRelativePath(file, path);
  if (errors.length === 0 && file.startsWith("..")) {
    errors.push(invalidValue(path, file, "must not start with '..'"));
  }
  return errors;
}

function validateMode(mode: number | undefined, path: FieldPath): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= highestMode)) return [];
  const detail = "must be a number between 0 and 0777 (octal), both inclusive";
  return [invalidValue(path, mode, detail)];
}

/** Kubernetes reports the faults of a file at the list's parent, without an index. */
function validateDownwardFiles(
  files: readonly DownwardAPIVolumeFile[],
  path: FieldPath,
): FieldError[] {
  return files.flatMap(({ path: file, fieldRef, resourceFieldRef, mode }) => {
    const errors = [
      ...validateFilePath(file, path.child("path")),
      ...validateMode(mode, path.child("mode")),
    ];
    if (fieldRef) {
      errors.push(...validateFieldRef(fieldRef, downwardFields, path.child("fieldRef")));
      if (resourceFieldRef) {
        const detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
        errors.push(invalidValue(path, "resource", detail));
      }
    } else if (resourceFieldRef) {
      const at = path.child("resourceFieldRef");
      errors.push(...validateResourceFieldRef(resourceFieldRef, true, at));
    } else {
      errors.push(required(path, "one of fieldRef and resourceFieldRef is required"));
    }
    return errors;
  });
}

/** `projected`: where Kubernetes reports the path of a token. */
function validateProjection(
  source: VolumeProjection,
  path: FieldPath,
  projected: FieldPath,
): FieldError[] {
  const types = Object.entries(source)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => field);
  const errors = types
    .slice(1)
    .map((type) => forbiddenField(path.child(type), "may not specify more than 1 volume type"));
  if (types.length === 0) errors.push(required(path, "must specify a volume type"));
  const { secret, configMap, downwardAPI, serviceAccountToken: token } = source;
  if (secret) {
    if (!secret.name) errors.push(required(path.child("secret").child("name")));
    errors.push(...validateFiles(secret, path.child("secret")));
  }
  if (configMap) {
    if (!configMap.name) errors.push(required(path.child("configMap").child("name")));
    errors.push(...validateFiles(configMap, path.child("configMap")));
  }
  if (downwardAPI) {
    const at = path.child("downwardAPI");
    errors.push(...validateDownwardFiles(downwardAPI.items ?? [], at));
  }
  if (token) {
    const at = path.child("serviceAccountToken");
    const { expirationSeconds = 3600 } = token;
    if (expirationSeconds < shortestTokenSeconds) {
      const detail = "may not specify a duration less than 10 minutes";
      errors.push(invalidValue(at.child("expirationSeconds"), expirationSeconds, detail));
    } else if (expirationSeconds > longestTokenSeconds) {
      const detail = "may not specify a duration larger than 2^32 seconds";
      errors.push(invalidValue(at.child("expirationSeconds"), expirationSeconds, detail));
    }
    errors.push(...validateFilePath(token.path, projected.child("path")));
  }
  return errors;
}
