// What a CustomResourceDefinition must satisfy.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
import {
  dns1035LabelComplaints,
  dns1123SubdomainComplaints,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  required,
  validateImmutable,
} from "#apimachinery";
import { validateRequiredEnum } from "../../meta/v1/index.ts";
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateCustomResourceDefinition(
  definition: CustomResourceDefinition,
): FieldError[] {
  const { spec, metadata } = definition;
  if (spec === undefined) return [required(specPath)];
  const errors: FieldError[] = [];
  const expectedName = `${spec.names?.plural ?? ""}.${spec.group ?? ""}`;
  if (metadata.name !== expectedName) {
    const detail = 'must be spec.names.plural+"."+spec.group';
    errors.push(invalidValue(FieldPath.of("metadata", "name"), metadata.name, detail));
  }
  if (!spec.group) errors.push(required(specPath.child("group")));
  else {
    const complaints = dns1123SubdomainComplaints(spec.group);
    errors.push(...invalidBecause(specPath.child("group"), spec.group, complaints));
    if (spec.group.split(".").length < 2) {
      const detail = "should be a domain with at least one dot";
      errors.push(invalidValue(specPath.child("group"), spec.group, detail));
    }
  }
  return [
    ...errors,
    ...validateRequiredEnum(spec.scope, ["Cluster", "Namespaced"], specPath.child("scope")),
    ...validateVersions(spec),
    ...validateNames(spec.names ?? { kind: "", plural: "" }),
    ...validateRequiredEnum(
      spec.conversion?.strategy,
      ["None", "Webhook"],
      specPath.child("conversion").child("strategy"),
    ),
  ];
}

export function validateCustomResourceDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const isEstablished = old.status?.conditions?.some(
    ({ type, status }) => type === "Established" && status === "True",
  );
  const fixed = isEstablished
    ? [
        ...validateImmutable(definition.spec.scope, old.spec.scope, specPath.child("scope")),
        ...validateImmutable(
          definition.spec.names.kind,
          old.spec.names.kind,
          specPath.child("names").child("kind"),
        ),
      ]
    : [];
  return [...validateCustomResourceDefinition(definition), ...fixed];
}

function validateVersions(spec: CustomResourceDefinitionSpec): FieldError[] {
  const path = specPath.child("versions");
  const versions = spec.versions ?? [];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, version] of versions.entries()) {
    const at = path.index(index);
    if (names.has(version.name)) {
      errors.push(invalidValue(path, versions, "must contain unique version names"));
    }
    names.add(version.name);
    const complaints = dns1035LabelComplaints(version.name ?? "");
    errors.push(...invalidBecause(at.child("name"), version.name, complaints));
    if (version.schema?.openAPIV3Schema === undefined) {
      errors.push(required(at.child("schema").child("openAPIV3Schema"), "schemas are required"));
    }
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    errors.push(invalidValue(path, versions, detail));
  }
  return errors;
}

function validateNames(names: CustomResourceDefinitionNames): FieldError[] {
  const path = specPath.child("names");
  const errors: FieldError[] = [];
  for (const field of ["plural", "singular", "kind", "listKind"] as const) {
    const value = names[field] ?? "";
    if (value === "") errors.push(required(path.child(field)));
    else {
      const complaints = dns1035LabelComplaints(value.toLowerCase());
      errors.push(...invalidBecause(path.child(field), value, complaints));
    }
  }
  if (names.listKind && names.listKind === names.kind) {
    const detail = "kind and listKind may not be the same";
    errors.push(invalidValue(path.child("listKind"), names.listKind, detail));
  }
  return errors;
}
