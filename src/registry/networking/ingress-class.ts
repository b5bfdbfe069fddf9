// https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
import { ingressClasses } from "#api";
import { applyIngressClassDefaults } from "#api/networking/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const ingressClassDefinition: ResourceDefinition = defineResource(ingressClasses, {
  hasGeneration: true,
  applyDefaults: applyIngressClassDefaults,
  columns: [
    nameColumn,
    column("Controller", "Who serves the class", (c) => c.spec?.controller ?? ""),
    column("Parameters", "Where its settings are", (c) => {
      const parameters = c.spec?.parameters;
      if (parameters === undefined) return "<none>";
      const group = parameters.apiGroup ? `.${parameters.apiGroup}` : "";
      return `${parameters.kind}${group}/${parameters.name}`;
    }),
    ageColumn,
  ],
});
