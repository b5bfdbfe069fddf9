// What admission policies and their bindings must satisfy, apart from their expressions.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import { type FieldError, FieldPath, invalidValue, required } from "#apimachinery";
import { validateEnum, validateLabelSelector, validateRequiredEnum } from "../../meta/v1/index.ts";
import type {
  MatchResources,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const failurePolicies = ["Fail", "Ignore"];

export function validateValidatingAdmissionPolicy({
  spec,
}: ValidatingAdmissionPolicy): FieldError[] {
  const errors = validateEnum(spec.failurePolicy, failurePolicies, specPath.child("failurePolicy"));
  errors.push(...validateConstraints(spec.matchConstraints, specPath.child("matchConstraints")));
  const { validations = [], auditAnnotations = [] } = spec;
  const path = specPath.child("validations");
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = "validations or auditAnnotations must contain at least one item";
    errors.push(required(path, detail));
  }
  for (const [index, { expression }] of validations.entries()) {
    if (expression?.trim()) continue;
    errors.push(required(path.index(index).child("expression"), "expression is not specified"));
  }
  return errors;
}

export function validateMutatingAdmissionPolicy({ spec }: MutatingAdmissionPolicy): FieldError[] {
  const errors = validateEnum(spec.failurePolicy, failurePolicies, specPath.child("failurePolicy"));
  errors.push(...validateConstraints(spec.matchConstraints, specPath.child("matchConstraints")));
  const { mutations = [], reinvocationPolicy } = spec;
  const path = specPath.child("mutations");
  if (mutations.length === 0) {
    errors.push(required(path, "mutations must contain at least one item"));
  }
  for (const [index, { patchType }] of mutations.entries()) {
    const types = ["ApplyConfiguration", "JSONPatch"];
    errors.push(...validateRequiredEnum(patchType, types, path.index(index).child("patchType")));
  }
  return [
    ...errors,
    ...validateRequiredEnum(
      reinvocationPolicy,
      ["IfNeeded", "Never"],
      specPath.child("reinvocationPolicy"),
    ),
  ];
}

export function validateMutatingAdmissionPolicyBinding({
  spec,
}: MutatingAdmissionPolicyBinding): FieldError[] {
  return spec?.policyName ? [] : [required(specPath.child("policyName"))];
}

export function validateValidatingAdmissionPolicyBinding({
  spec,
}: ValidatingAdmissionPolicyBinding): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec?.policyName) errors.push(required(specPath.child("policyName")));
  const path = specPath.child("validationActions");
  const actions = spec?.validationActions ?? [];
  if (actions.length === 0) errors.push(required(path));
  for (const [index, action] of actions.entries()) {
    errors.push(...validateEnum(action, ["Audit", "Deny", "Warn"], path.index(index)));
  }
  if (actions.includes("Deny") && actions.includes("Warn")) {
    const detail =
      "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";
    errors.push(invalidValue(path, actions, detail));
  }
  return errors;
}

function validateConstraints(match: MatchResources | undefined, path: FieldPath): FieldError[] {
  if (match === undefined) return [required(path)];
  const errors = [
    ...validateLabelSelector(match.namespaceSelector, path.child("namespaceSelector")),
    ...validateLabelSelector(match.objectSelector, path.child("objectSelector")),
    ...validateEnum(match.matchPolicy, ["Equivalent", "Exact"], path.child("matchPolicy")),
  ];
  if (!match.resourceRules?.length) errors.push(required(path.child("resourceRules")));
  return errors;
}
