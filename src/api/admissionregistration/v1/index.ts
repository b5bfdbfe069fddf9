export {
  validateMutatingAdmissionPolicy,
  validateMutatingAdmissionPolicyBinding,
  validateValidatingAdmissionPolicy,
  validateValidatingAdmissionPolicyBinding,
} from "./admission-policy-validation.ts";
export {
  applyAdmissionPolicyBindingDefaults,
  applyAdmissionPolicyDefaults,
  applyMutatingWebhookDefaults,
  applyValidatingWebhookDefaults,
} from "./admissionregistration-defaults.ts";
export type * from "./types.generated.ts";
export { validateWebhookConfiguration } from "./webhook-validation.ts";
