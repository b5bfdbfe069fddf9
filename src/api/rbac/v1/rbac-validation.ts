// What roles and bindings must satisfy.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import {
  dns1123SubdomainComplaints,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  notSupported,
  pathSegmentNameComplaints,
  required,
} from "#apimachinery";
import { notSupportedInOrder, semanticEqual, validateLabelSelector } from "../../meta/v1/index.ts";
import { rbacGroup } from "./rbac-defaults.ts";
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from "./types.generated.ts";

export function validateRole(role: Role): FieldError[] {
  return validateRules(role.rules ?? [], true);
}

export function validateClusterRole(role: ClusterRole): FieldError[] {
  const path = FieldPath.of("aggregationRule", "clusterRoleSelectors");
  const errors = validateRules(role.rules ?? [], false);
  if (role.aggregationRule === undefined) return errors;
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    errors.push(
      required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"),
    );
  }
  return [...errors, ...selectors.flatMap((s, i) => validateLabelSelector(s, path.index(i)))];
}

export function validateRoleBinding(binding: RoleBinding): FieldError[] {
  return [
    ...validateRoleRef(binding.roleRef, ["Role", "ClusterRole"]),
    ...validateSubjects(binding.subjects ?? [], true),
  ];
}

export function validateClusterRoleBinding(binding: ClusterRoleBinding): FieldError[] {
  return [
    ...validateRoleRef(binding.roleRef, ["ClusterRole"]),
    ...validateSubjects(binding.subjects ?? [], false),
  ];
}

/** What a binding grants never changes; make another binding instead. */
export function validateRoleBindingUpdate(
  binding: RoleBinding | ClusterRoleBinding,
  old: RoleBinding | ClusterRoleBinding,
): FieldError[] {
  const isNamespaced = binding.metadata.namespace !== undefined;
  const errors = isNamespaced ? validateRoleBinding(binding) : validateClusterRoleBinding(binding);
  if (!semanticEqual(binding.roleRef, old.roleRef)) {
    errors.push(invalidValue(FieldPath.of("roleRef"), binding.roleRef, "cannot change roleRef"));
  }
  return errors;
}

function validateRules(rules: readonly PolicyRule[], isNamespaced: boolean): FieldError[] {
  return rules.flatMap((rule, index) =>
    validateRule(rule, isNamespaced, FieldPath.of("rules").index(index)),
  );
}

function validateRule(rule: PolicyRule, isNamespaced: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!rule.verbs?.length) {
    errors.push(required(path.child("verbs"), "verbs must contain at least one value"));
  }
  const { nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (nonResourceURLs.length > 0) {
    const at = path.child("nonResourceURLs");
    if (isNamespaced) {
      const detail = "namespaced rules cannot apply to non-resource URLs";
      errors.push(invalidValue(at, nonResourceURLs, detail));
    }
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      const detail = "rules cannot apply to both regular resources and non-resource URLs";
      errors.push(invalidValue(at, nonResourceURLs, detail));
    }
    return errors;
  }
  if (apiGroups.length === 0) {
    const detail = "resource rules must supply at least one api group";
    errors.push(required(path.child("apiGroups"), detail));
  }
  if (resources.length === 0) {
    const detail = "resource rules must supply at least one resource";
    errors.push(required(path.child("resources"), detail));
  }
  return errors;
}

function validateRoleRef(roleRef: RoleRef, kinds: readonly string[]): FieldError[] {
  const path = FieldPath.of("roleRef");
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== rbacGroup) {
    errors.push(notSupported(path.child("apiGroup"), roleRef.apiGroup ?? "", [rbacGroup]));
  }
  if (!kinds.includes(roleRef.kind)) {
    errors.push(notSupportedInOrder(path.child("kind"), roleRef.kind ?? "", kinds));
  }
  const namePath = path.child("name");
  return roleRef.name
    ? [
        ...errors,
        ...invalidBecause(namePath, roleRef.name, pathSegmentNameComplaints(roleRef.name)),
      ]
    : [...errors, required(namePath)];
}

function validateSubjects(subjects: readonly Subject[], isNamespaced: boolean): FieldError[] {
  return subjects.flatMap((subject, index) =>
    validateSubject(subject, isNamespaced, FieldPath.of("subjects").index(index)),
  );
}

function validateSubject(subject: Subject, isNamespaced: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!subject.name) errors.push(required(path.child("name")));
  const groupPath = path.child("apiGroup");
  const { apiGroup = "", kind, name, namespace } = subject;
  switch (kind) {
    case "ServiceAccount":
      if (name) {
        errors.push(...invalidBecause(path.child("name"), name, dns1123SubdomainComplaints(name)));
      }
      if (apiGroup !== "") errors.push(notSupported(groupPath, apiGroup, [""]));
      if (!isNamespaced && !namespace) errors.push(required(path.child("namespace")));
      break;
    case "User":
    case "Group":
      if (apiGroup !== rbacGroup) errors.push(notSupported(groupPath, apiGroup, [rbacGroup]));
      break;
    default:
      errors.push(
        notSupportedInOrder(path.child("kind"), kind ?? "", ["ServiceAccount", "User", "Group"]),
      );
  }
  return errors;
}
