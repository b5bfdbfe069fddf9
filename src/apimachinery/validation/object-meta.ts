// What every object's metadata must satisfy on create and on update.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
import { deepEqual } from "#base";
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from "../meta/object.ts";
import type { FieldError } from "../status-errors/status-error.ts";
import { forbiddenField, invalidBecause, invalidValue, required, tooLong } from "./field-errors.ts";
import { FieldPath } from "./field-path.ts";
import {
  byteLength,
  dns1123LabelComplaints,
  dns1123SubdomainComplaints,
  labelValueComplaints,
  qualifiedNameComplaints,
} from "./formats.ts";

export interface ObjectMetaRules {
  isNamespaced: boolean;
  /** The complaints about a name; a DNS subdomain when absent. */
  nameComplaints?: (name: string) => string[];
}

/** All annotations of an object together, keys and values. */
const annotationsLimitBytes = 256 * 1024;
const metadataPath = FieldPath.of("metadata");

export function validateObjectMeta(
  meta: ObjectMeta,
  rules: ObjectMetaRules,
  path: FieldPath = metadataPath,
): FieldError[] {
  return [
    ...validateName(meta, rules, path),
    ...validateNamespace(meta, rules, path),
    ...((meta.generation ?? 0) < 0
      ? [
          invalidValue(
            path.child("generation"),
            meta.generation,
            "must be greater than or equal to 0",
          ),
        ]
      : []),
    ...validateSharedParts(meta, path),
  ];
}

/** The server fills absent uid, creationTimestamp and the deletion fields from `old` beforehand. */
export function validateObjectMetaUpdate(
  meta: ObjectMeta,
  old: ObjectMeta,
  path: FieldPath = metadataPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    errors.push(
      ...validateNoNewFinalizers(meta.finalizers, old.finalizers, path.child("finalizers")),
    );
  }
  if (!meta.resourceVersion) {
    errors.push(invalidValue(path.child("resourceVersion"), "", "must be specified for an update"));
  }
  if ((meta.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(
      invalidValue(path.child("generation"), meta.generation ?? 0, "must not be decremented"),
    );
  }
  const immutable = [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ] as const;
  for (const field of immutable) {
    errors.push(...validateImmutable(meta[field], old[field], path.child(field)));
  }
  return [...errors, ...validateSharedParts(meta, path)];
}

/** `new` must equal `old`. */
export function validateImmutable(value: unknown, old: unknown, path: FieldPath): FieldError[] {
  return deepEqual(value, old) ? [] : [invalidValue(path, value, "field is immutable")];
}

export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    if (!Object.hasOwn(labels, key)) continue;
    errors.push(...invalidBecause(path, key, qualifiedNameComplaints(key)));
    const value = labels[key] as string;
    errors.push(...invalidBecause(path, value, labelValueComplaints(value)));
  }
  return errors;
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let sizeBytes = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    errors.push(...invalidBecause(path, key, qualifiedNameComplaints(key.toLowerCase())));
    sizeBytes += byteLength(key) + byteLength(value);
  }
  if (sizeBytes > annotationsLimitBytes) errors.push(tooLong(path, annotationsLimitBytes));
  return errors;
}

export function validateFinalizers(
  finalizers: readonly string[] | undefined,
  path: FieldPath,
): FieldError[] {
  if (!finalizers?.length) return [];
  const errors = finalizers.flatMap((name) =>
    invalidBecause(path, name, qualifiedNameComplaints(name)),
  );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const detail = "finalizer orphan and foregroundDeletion cannot be both set";
    errors.push(invalidValue(path, finalizers, detail));
  }
  return errors;
}

export function validateOwnerReferences(
  references: readonly OwnerReference[] | undefined,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let controllerName = "";
  for (const reference of references ?? []) {
    errors.push(...validateOwnerReference(reference, path));
    if (!reference.controller) continue;
    if (controllerName === "") controllerName = reference.name;
    else {
      const detail =
        'Only one reference can have Controller set to true. Found "true" in references for ' +
        `${controllerName} and ${reference.name}`;
      errors.push(invalidValue(path, references, detail));
    }
  }
  return errors;
}

function validateOwnerReference(reference: OwnerReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion, kind, name, uid } = reference;
  const [group, version] = apiVersion?.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  if (!version) {
    errors.push(
      invalidValue(path.child("apiVersion"), apiVersion ?? "", "version must not be empty"),
    );
  }
  if (!kind) errors.push(invalidValue(path.child("kind"), "", "must not be empty"));
  if (!name) errors.push(invalidValue(path.child("name"), "", "must not be empty"));
  if (!uid) errors.push(invalidValue(path.child("uid"), "", "must not be empty"));
  if (group === "" && version === "v1" && kind === "Event") {
    const detail = "/v1, Kind=Event is disallowed from being an owner";
    errors.push(invalidValue(path, reference, detail));
  }
  return errors;
}

function validateName(meta: ObjectMeta, rules: ObjectMetaRules, path: FieldPath): FieldError[] {
  const complaints = rules.nameComplaints ?? dns1123SubdomainComplaints;
  const errors: FieldError[] = [];
  if (meta.generateName) {
    errors.push(
      ...invalidBecause(
        path.child("generateName"),
        meta.generateName,
        complaints(maskTrailingDash(meta.generateName)),
      ),
    );
  }
  if (!meta.name) {
    errors.push(required(path.child("name"), "name or generateName is required"));
  } else errors.push(...invalidBecause(path.child("name"), meta.name, complaints(meta.name)));
  return errors;
}

/** A prefix may end with a dash, since more follows. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix;
}

function validateNamespace(
  meta: ObjectMeta,
  rules: ObjectMetaRules,
  path: FieldPath,
): FieldError[] {
  const namespacePath = path.child("namespace");
  if (!rules.isNamespaced) {
    return meta.namespace ? [forbiddenField(namespacePath, "not allowed on this type")] : [];
  }
  return meta.namespace
    ? invalidBecause(namespacePath, meta.namespace, dns1123LabelComplaints(meta.namespace))
    : [required(namespacePath)];
}

function validateSharedParts(meta: ObjectMeta, path: FieldPath): FieldError[] {
  return [
    ...validateLabels(meta.labels, path.child("labels")),
    ...validateAnnotations(meta.annotations, path.child("annotations")),
    ...validateOwnerReferences(meta.ownerReferences, path.child("ownerReferences")),
    ...validateFinalizers(meta.finalizers, path.child("finalizers")),
    ...validateManagedFields(meta.managedFields, path.child("managedFields")),
  ];
}

function validateNoNewFinalizers(
  finalizers: readonly string[] | undefined,
  old: readonly string[] | undefined,
  path: FieldPath,
): FieldError[] {
  const added = (finalizers ?? []).filter((name) => !old?.includes(name)).sort();
  if (added.length === 0) return [];
  const printed = `[]string{${added.map((name) => JSON.stringify(name)).join(", ")}}`;
  const detail =
    "no new finalizers can be added if the object is being deleted, " +
    `found new finalizers ${printed}`;
  return [forbiddenField(path, detail)];
}

function validateManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: FieldPath,
): FieldError[] {
  return (entries ?? []).flatMap((entry, index) => {
    const errors: FieldError[] = [];
    const at = path.index(index);
    if (entry.operation !== "Apply" && entry.operation !== "Update") {
      const detail = "must be `Apply` or `Update`";
      errors.push(invalidValue(at.child("operation"), entry.operation ?? "", detail));
    }
    if (entry.fieldsType && entry.fieldsType !== "FieldsV1") {
      errors.push(invalidValue(at.child("fieldsType"), entry.fieldsType, "must be `FieldsV1`"));
    }
    errors.push(...validateFieldManager(entry.manager ?? "", at.child("manager")));
    if (byteLength(entry.subresource ?? "") > 256)
      errors.push(tooLong(at.child("subresource"), 256));
    return errors;
  });
}

/** The `fieldManager` of a request: at most 128 printable characters. */
export function validateFieldManager(manager: string, path: FieldPath | string): FieldError[] {
  const errors: FieldError[] = [];
  if (byteLength(manager) > 128) errors.push(tooLong(path, 128));
  if (/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(manager)) {
    errors.push(invalidValue(path, manager, "should only contain printable characters"));
  }
  return errors;
}
