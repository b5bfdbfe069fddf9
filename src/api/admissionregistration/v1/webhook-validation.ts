// What webhook configurations must satisfy.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
import {
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  notSupported,
  required,
} from "#apimachinery";
import { validateEnum, validateLabelSelector } from "../../meta/v1/index.ts";
import type {
  MutatingWebhookConfiguration,
  RuleWithOperations,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
  WebhookClientConfig,
} from "./types.generated.ts";

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

export function validateWebhookConfiguration(
  configuration: MutatingWebhookConfiguration | ValidatingWebhookConfiguration,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, webhook] of (configuration.webhooks ?? []).entries()) {
    const path = FieldPath.of("webhooks").index(index);
    errors.push(...validateWebhook(webhook, path));
    if (names.has(webhook.name)) errors.push(duplicate(path.child("name"), webhook.name));
    names.add(webhook.name);
  }
  return errors;
}

function validateWebhook(webhook: ValidatingWebhook, path: FieldPath): FieldError[] {
  const namePath = path.child("name");
  const errors = invalidBecause(
    namePath,
    webhook.name ?? "",
    dns1123SubdomainComplaints(webhook.name ?? ""),
  );
  if (errors.length === 0 && webhook.name.split(".").length < 3) {
    const detail = "should be a domain with at least three segments separated by dots";
    errors.push(invalidValue(namePath, webhook.name, detail));
  }
  const versions = path.child("admissionReviewVersions");
  if (!webhook.admissionReviewVersions?.length) {
    const detail = "must specify one of v1, v1beta1";
    errors.push(required(versions, detail));
  } else if (!webhook.admissionReviewVersions.some((v) => v === "v1" || v === "v1beta1")) {
    const detail = "must include at least one of v1, v1beta1";
    errors.push(invalidValue(versions, webhook.admissionReviewVersions, detail));
  }
  const { sideEffects, timeoutSeconds } = webhook;
  if (sideEffects === undefined) {
    errors.push(required(path.child("sideEffects"), "must specify one of None, NoneOnDryRun"));
  } else if (sideEffects !== "None" && sideEffects !== "NoneOnDryRun") {
    errors.push(notSupported(path.child("sideEffects"), sideEffects, ["None", "NoneOnDryRun"]));
  }
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
    const detail = "the timeout value must be between 1 and 30 seconds";
    errors.push(invalidValue(path.child("timeoutSeconds"), timeoutSeconds, detail));
  }
  return [
    ...errors,
    ...(webhook.rules ?? []).flatMap((r, i) => validateRule(r, path.child("rules").index(i))),
    ...validateEnum(webhook.failurePolicy, ["Fail", "Ignore"], path.child("failurePolicy")),
    ...validateEnum(webhook.matchPolicy, ["Equivalent", "Exact"], path.child("matchPolicy")),
    ...validateLabelSelector(webhook.namespaceSelector, path.child("namespaceSelector")),
    ...validateLabelSelector(webhook.objectSelector, path.child("objectSelector")),
    ...validateClientConfig(webhook.clientConfig ?? {}, path.child("clientConfig")),
  ];
}

function validateRule(rule: RuleWithOperations, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["apiGroups", "apiVersions", "resources", "operations"] as const) {
    if (!rule[field]?.length) errors.push(required(path.child(field)));
  }
  for (const [index, operation] of (rule.operations ?? []).entries()) {
    errors.push(...validateEnum(operation, operations, path.child("operations").index(index)));
  }
  const scopes = ["*", "Cluster", "Namespaced"];
  return [...errors, ...validateEnum(rule.scope, scopes, path.child("scope"))];
}

function validateClientConfig(config: WebhookClientConfig, path: FieldPath): FieldError[] {
  if ((config.url === undefined) === (config.service === undefined)) {
    return [required(path, "exactly one of url or service is required")];
  }
  if (config.url === undefined) return [];
  const at = path.child("url");
  if (!URL.canParse(config.url)) {
    const detail = `url must be a valid URL: parse "${config.url}": invalid`;
    return [required(at, detail)];
  }
  return new URL(config.url).protocol === "https:"
    ? []
    : [
        invalidValue(
          at,
          new URL(config.url).protocol.slice(0, -1),
          "'https' is the only allowed URL scheme; desired format: https://host[/path]",
        ),
      ];
}
