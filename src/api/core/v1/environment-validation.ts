// What environment variables of a container must satisfy.
// https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
import {
  configMapKeyComplaints,
  dns1123SubdomainComplaints,
  environmentVariableNameComplaints,
  type FieldError,
  type FieldPath,
  invalidBecause,
  invalidValue,
  isQuantity,
  notSupported,
  qualifiedNameComplaints,
  required,
} from "#apimachinery";
import type {
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from "./types.generated.ts";

const environmentFields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

const containerResourceFields = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];

export function validateEnvironment(env: readonly EnvVar[], path: FieldPath): FieldError[] {
  return env.flatMap((variable, index) => {
    const at = path.index(index);
    const { name, value, valueFrom } = variable;
    const errors = name
      ? invalidBecause(at.child("name"), name, environmentVariableNameComplaints(name))
      : [required(at.child("name"))];
    if (valueFrom === undefined) return errors;
    const from = at.child("valueFrom");
    if (value) {
      return [...errors, invalidValue(from, "", "may not be specified when `value` is not empty")];
    }
    return [...errors, ...validateSource(valueFrom, from)];
  });
}

export function validateEnvironmentFrom(
  sources: readonly EnvFromSource[],
  path: FieldPath,
): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, index) => {
    const at = path.index(index);
    const errors = prefix
      ? invalidBecause(at.child("prefix"), prefix, environmentVariableNameComplaints(prefix))
      : [];
    if (configMapRef && !configMapRef.name) {
      errors.push(required(at.child("configMapRef").child("name")));
    }
    if (secretRef && !secretRef.name) errors.push(required(at.child("secretRef").child("name")));
    if (!configMapRef && !secretRef) {
      errors.push(invalidValue(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (configMapRef && secretRef) {
      errors.push(invalidValue(at, "", "may not have more than one field specified at a time"));
    }
    return errors;
  });
}

/** `fields`: the field paths that may be named here. */
export function validateFieldRef(
  reference: ObjectFieldSelector,
  fields: readonly string[],
  path: FieldPath,
): FieldError[] {
  const { apiVersion, fieldPath } = reference;
  if (!apiVersion) return [required(path.child("apiVersion"))];
  if (!fieldPath) return [required(path.child("fieldPath"))];
  const at = path.child("fieldPath");
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(fieldPath);
  if (subscript !== null) {
    const key = subscript[2] ?? "";
    const isAnnotation = subscript[1] === "metadata.annotations";
    return invalidBecause(at, key, qualifiedNameComplaints(isAnnotation ? key.toLowerCase() : key));
  }
  if (fields.includes(fieldPath)) return [];
  const isKnown =
    environmentFields.includes(fieldPath) ||
    fieldPath === "metadata.labels" ||
    fieldPath === "metadata.annotations";
  if (isKnown) return [notSupported(at, fieldPath, fields)];
  const detail = `error converting fieldPath: field label not supported: ${fieldPath}`;
  return [invalidValue(at, fieldPath, detail)];
}

export function validateResourceFieldRef(
  reference: ResourceFieldSelector,
  isVolume: boolean,
  path: FieldPath,
): FieldError[] {
  const { containerName, resource, divisor } = reference;
  if (isVolume && !containerName) return [required(path.child("containerName"))];
  if (!resource) return [required(path.child("resource"))];
  const isHugePages = /^(limits|requests)\.hugepages-/.test(resource);
  if (!isHugePages && !containerResourceFields.includes(resource)) {
    return [notSupported(path.child("resource"), resource, containerResourceFields)];
  }
  if (divisor !== undefined && !isQuantity(divisor)) {
    return [invalidValue(path.child("divisor"), divisor, "must be a quantity")];
  }
  return [];
}

function validateSource(source: EnvVarSource, path: FieldPath): FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const errors: FieldError[] = [];
  if (fieldRef)
    errors.push(...validateFieldRef(fieldRef, environmentFields, path.child("fieldRef")));
  if (resourceFieldRef) {
    errors.push(
      ...validateResourceFieldRef(resourceFieldRef, false, path.child("resourceFieldRef")),
    );
  }
  if (configMapKeyRef)
    errors.push(...validateKeyRef(configMapKeyRef, path.child("configMapKeyRef")));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, path.child("secretKeyRef")));
  if (fileKeyRef) {
    const at = path.child("fileKeyRef");
    for (const field of ["key", "path", "volumeName"] as const) {
      if (!fileKeyRef[field]) errors.push(required(at.child(field)));
    }
  }
  const count = Object.keys(source).length;
  if (count === 0) {
    const detail =
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    errors.push(invalidValue(path, "", detail));
  } else if (count > 1) {
    errors.push(invalidValue(path, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

function validateKeyRef({ name, key }: ConfigMapKeySelector, path: FieldPath): FieldError[] {
  const errors = invalidBecause(
    path.child("name"),
    name ?? "",
    dns1123SubdomainComplaints(name ?? ""),
  );
  if (!key) errors.push(required(path.child("key")));
  else errors.push(...invalidBecause(path.child("key"), key, configMapKeyComplaints(key)));
  return errors;
}
