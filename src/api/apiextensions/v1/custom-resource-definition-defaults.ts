// Defaults of a CustomResourceDefinition.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
import type { CustomResourceDefinition } from "./types.generated.ts";

export function applyCustomResourceDefinitionDefaults(definition: CustomResourceDefinition): void {
  const { spec } = definition;
  if (spec?.names) {
    spec.names.singular ||= spec.names.kind?.toLowerCase() ?? "";
    spec.names.listKind ||= spec.names.kind ? `${spec.names.kind}List` : "";
  }
  if (spec) {
    spec.conversion ??= { strategy: "None" };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service) service.port ??= 443;
  }
}
