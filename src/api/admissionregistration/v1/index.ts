export {
  applyAdmissionPolicyBindingDefaults,
  applyAdmissionPolicyDefaults,
  applyMutatingWebhookDefaults,
  applyValidatingWebhookDefaults,
} from "./admissionregistration-defaults.ts";
export type * from "./types.generated.ts";
