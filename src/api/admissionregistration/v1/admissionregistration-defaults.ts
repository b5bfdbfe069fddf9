// Defaults of webhook configurations and admission policies.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
import type {
  MatchResources,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from "./types.generated.ts";

export function applyValidatingWebhookDefaults(object: ValidatingWebhookConfiguration): void {
  for (const webhook of object.webhooks ?? []) applyWebhookDefaults(webhook);
}

export function applyMutatingWebhookDefaults(object: MutatingWebhookConfiguration): void {
  for (const webhook of object.webhooks ?? []) {
    applyWebhookDefaults(webhook);
    webhook.reinvocationPolicy ??= "Never";
  }
}

export function applyAdmissionPolicyDefaults(
  policy: ValidatingAdmissionPolicy | MutatingAdmissionPolicy,
): void {
  policy.spec ??= {};
  policy.spec.failurePolicy ??= "Fail";
  applyMatchDefaults(policy.spec.matchConstraints);
}

export function applyAdmissionPolicyBindingDefaults(
  binding: ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding,
): void {
  applyMatchDefaults(binding.spec?.matchResources);
}

/** Fields that both sorts of webhook have. */
function applyWebhookDefaults(webhook: Omit<ValidatingWebhook, "reinvocationPolicy">): void {
  webhook.failurePolicy ??= "Fail";
  webhook.matchPolicy ??= "Equivalent";
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  for (const rule of webhook.rules ?? []) rule.scope ??= "*";
  if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= 443;
}

function applyMatchDefaults(match: MatchResources | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= "Equivalent";
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) {
    rule.scope ??= "*";
  }
}
