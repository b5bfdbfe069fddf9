// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import {
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from "#api";
import {
  applyAdmissionPolicyBindingDefaults,
  applyAdmissionPolicyDefaults,
  type MutatingAdmissionPolicyBinding,
  type ParamKind,
  type ValidatingAdmissionPolicyBinding,
  validateMutatingAdmissionPolicy,
  validateMutatingAdmissionPolicyBinding,
  validateValidatingAdmissionPolicy,
  validateValidatingAdmissionPolicyBinding,
} from "#api/admissionregistration/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";

export const mutatingAdmissionPolicyDefinition: ResourceDefinition = defineResource(
  mutatingAdmissionPolicies,
  {
    hasGeneration: true,
    applyDefaults: applyAdmissionPolicyDefaults,
    strategy: { allowUnconditionalUpdate: false, validate: validateMutatingAdmissionPolicy },
    columns: [
      nameColumn,
      integerColumn(
        "Mutations",
        "How many changes it makes",
        (p) => p.spec?.mutations?.length ?? 0,
      ),
      column("ParamKind", "The kind of its parameters", (p) => paramKindText(p.spec?.paramKind)),
      ageColumn,
    ],
  },
);

export const validatingAdmissionPolicyDefinition: ResourceDefinition = defineResource(
  validatingAdmissionPolicies,
  {
    hasGeneration: true,
    applyDefaults: applyAdmissionPolicyDefaults,
    newStatus: () => ({}),
    strategy: { allowUnconditionalUpdate: false, validate: validateValidatingAdmissionPolicy },
    columns: [
      nameColumn,
      integerColumn(
        "Validations",
        "How many checks it has",
        (p) => p.spec?.validations?.length ?? 0,
      ),
      column("ParamKind", "The kind of its parameters", (p) => paramKindText(p.spec?.paramKind)),
      ageColumn,
    ],
  },
);

const bindingColumns: readonly TypedColumn<
  MutatingAdmissionPolicyBinding | ValidatingAdmissionPolicyBinding
>[] = [
  nameColumn,
  column("PolicyName", "The policy it applies", (binding) => binding.spec?.policyName ?? ""),
  column("ParamRef", "The parameters it gives", ({ spec }) => {
    const reference = spec?.paramRef;
    if (reference === undefined) return "<unset>";
    const name = reference.name ?? "*";
    return reference.namespace ? `${reference.namespace}/${name}` : name;
  }),
  ageColumn,
];

export const mutatingAdmissionPolicyBindingDefinition: ResourceDefinition = defineResource(
  mutatingAdmissionPolicyBindings,
  {
    hasGeneration: true,
    applyDefaults: applyAdmissionPolicyBindingDefaults,
    strategy: { allowUnconditionalUpdate: false, validate: validateMutatingAdmissionPolicyBinding },
    columns: bindingColumns,
  },
);

export const validatingAdmissionPolicyBindingDefinition: ResourceDefinition = defineResource(
  validatingAdmissionPolicyBindings,
  {
    hasGeneration: true,
    applyDefaults: applyAdmissionPolicyBindingDefaults,
    strategy: {
      allowUnconditionalUpdate: false,
      validate: validateValidatingAdmissionPolicyBinding,
    },
    columns: bindingColumns,
  },
);

function paramKindText(paramKind: ParamKind | undefined): string {
  return paramKind ? `${paramKind.apiVersion ?? ""}/${paramKind.kind ?? ""}` : "<unset>";
}
