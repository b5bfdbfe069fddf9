// What PersistentVolumes and PersistentVolumeClaims must satisfy.
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/
import {
  compareQuantities,
  dns1123SubdomainComplaints,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  notSupported,
  parseQuantity,
  required,
} from "#apimachinery";
import { semanticEqual, validateEnum, validateLabelSelector } from "../../meta/v1/index.ts";
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
} from "./types.generated.ts";
import { volumeSourceNames } from "./volume-source-names.ts";

const specPath = FieldPath.of("spec");
const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

export function validatePersistentVolume(volume: PersistentVolume): FieldError[] {
  const { spec } = volume;
  const errors = validateAccessModes(spec.accessModes, specPath.child("accessModes"), "");
  if (Object.keys(spec.capacity ?? {}).length === 0) {
    errors.push(required(specPath.child("capacity")));
  } else if (!spec.capacity?.["storage"]) {
    const found = Object.keys(spec.capacity ?? {})[0];
    errors.push(notSupported(specPath.child("capacity"), found, ["storage"]));
  }
  const sources = volumeSourceNames.filter((name) => Object.hasOwn(spec, name));
  if (sources.length === 0) errors.push(required(specPath, "must specify a volume type"));
  for (const extra of sources.slice(1)) {
    errors.push(forbiddenField(specPath.child(extra), "may not specify more than 1 volume type"));
  }
  if (spec.local && !spec.nodeAffinity?.required) {
    errors.push(required(specPath.child("nodeAffinity"), "Local volume requires node affinity"));
  }
  return [
    ...errors,
    ...validateEnum(
      spec.persistentVolumeReclaimPolicy,
      ["Delete", "Recycle", "Retain"],
      specPath.child("persistentVolumeReclaimPolicy"),
    ),
    ...validateEnum(spec.volumeMode, ["Block", "Filesystem"], specPath.child("volumeMode")),
    ...validateClassName(spec.storageClassName, specPath.child("storageClassName")),
  ];
}

/** Where the data is never changes. */
export function validatePersistentVolumeUpdate(
  volume: PersistentVolume,
  old: PersistentVolume,
): FieldError[] {
  const errors = validatePersistentVolume(volume);
  const source = ({ spec }: PersistentVolume): object =>
    Object.fromEntries(Object.entries(spec).filter(([name]) => volumeSourceNames.includes(name)));
  if (!semanticEqual(source(volume), source(old))) {
    const detail = "spec.persistentvolumesource is immutable after creation";
    errors.push(forbiddenField(specPath.child("persistentvolumesource"), detail));
  }
  if (!semanticEqual(volume.spec.volumeMode, old.spec.volumeMode)) {
    const path = specPath.child("volumeMode");
    errors.push(invalidValue(path, volume.spec.volumeMode, "field is immutable"));
  }
  return errors;
}

export function validatePersistentVolumeClaim(claim: PersistentVolumeClaim): FieldError[] {
  return validatePersistentVolumeClaimSpec(claim.spec, specPath);
}

export function validatePersistentVolumeClaimSpec(
  spec: PersistentVolumeClaimSpec,
  path: FieldPath,
): FieldError[] {
  const errors = validateAccessModes(
    spec.accessModes,
    path.child("accessModes"),
    "at least 1 access mode is required",
  );
  const storage = spec.resources?.requests?.["storage"];
  const storagePath = path.child("resources").key("storage");
  if (storage === undefined) errors.push(required(storagePath));
  else if (compareQuantities(parseQuantity(storage), parseQuantity("0")) <= 0) {
    errors.push(invalidValue(storagePath, storage, "must be greater than zero"));
  }
  return [
    ...errors,
    ...validateLabelSelector(spec.selector, path.child("selector")),
    ...validateEnum(spec.volumeMode, ["Block", "Filesystem"], path.child("volumeMode")),
    ...validateClassName(spec.storageClassName, path.child("storageClassName")),
  ];
}

/** A claim keeps what it asked for; only its size may grow once it is bound. */
export function validatePersistentVolumeClaimUpdate(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): FieldError[] {
  const errors = validatePersistentVolumeClaim(claim);
  const isBound = old.status?.phase === "Bound";
  const expected: PersistentVolumeClaimSpec = { ...old.spec };
  // The binder and the default class admission fill these in, once.
  for (const field of ["volumeName", "storageClassName"] as const) {
    const value = claim.spec[field];
    if (!old.spec[field] && value !== undefined) expected[field] = value;
  }
  if (isBound) {
    const requests = claim.spec.resources?.requests;
    expected.resources = { ...expected.resources, ...(requests ? { requests } : {}) };
    const attributesClass = claim.spec.volumeAttributesClassName;
    if (attributesClass !== undefined) expected.volumeAttributesClassName = attributesClass;
  }
  if (!semanticEqual(claim.spec, expected)) {
    const detail =
      "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
    errors.push(forbiddenField(specPath, detail));
  }
  const size = claim.spec.resources?.requests?.["storage"];
  const before = claim.status?.capacity?.["storage"] ?? old.spec.resources?.requests?.["storage"];
  if (size && before && compareQuantities(parseQuantity(size), parseQuantity(before)) < 0) {
    const path = specPath.child("resources").child("requests").child("storage");
    errors.push(forbiddenField(path, "field can not be less than status.capacity"));
  }
  return errors;
}

function validateAccessModes(
  modes: readonly string[] | undefined,
  path: FieldPath,
  detail: string,
): FieldError[] {
  if (!modes?.length) return [required(path, detail)];
  const errors = modes
    .filter((mode) => !accessModes.includes(mode))
    .map((mode) => notSupported(path, mode, accessModes));
  if (modes.includes("ReadWriteOncePod") && modes.length > 1) {
    const alone = "may not use ReadWriteOncePod with other access modes";
    errors.push(forbiddenField(path, alone));
  }
  return errors;
}

function validateClassName(name: string | undefined, path: FieldPath): FieldError[] {
  return name ? invalidBecause(path, name, dns1123SubdomainComplaints(name)) : [];
}
