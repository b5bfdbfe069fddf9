// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from "#api";
import {
  applyMutatingWebhookDefaults,
  applyValidatingWebhookDefaults,
  validateWebhookConfiguration,
} from "#api/admissionregistration/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, integerColumn, nameColumn } from "../columns.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";

interface WebhookConfiguration {
  webhooks?: readonly unknown[];
}

const webhooksColumn: TypedColumn<WebhookConfiguration> = integerColumn(
  "Webhooks",
  "How many webhooks it has",
  (configuration) => configuration.webhooks?.length ?? 0,
);

export const mutatingWebhookConfigurationDefinition: ResourceDefinition = defineResource(
  mutatingWebhookConfigurations,
  {
    hasGeneration: true,
    applyDefaults: applyMutatingWebhookDefaults,
    strategy: { validate: validateWebhookConfiguration, allowUnconditionalUpdate: false },
    columns: [nameColumn, webhooksColumn, ageColumn],
  },
);

export const validatingWebhookConfigurationDefinition: ResourceDefinition = defineResource(
  validatingWebhookConfigurations,
  {
    hasGeneration: true,
    applyDefaults: applyValidatingWebhookDefaults,
    strategy: { validate: validateWebhookConfiguration, allowUnconditionalUpdate: false },
    columns: [nameColumn, webhooksColumn, ageColumn],
  },
);
