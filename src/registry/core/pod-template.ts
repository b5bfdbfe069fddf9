// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
import { podTemplates } from "#api";
import { applyPodTemplateObjectDefaults, type PodTemplate } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { column, formatLabels, nameColumn, templateColumns } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const podTemplateDefinition: ResourceDefinition = defineResource(podTemplates, {
  hasGeneration: true,
  applyDefaults: applyPodTemplateObjectDefaults,
  columns: [
    nameColumn,
    ...templateColumns<PodTemplate>((object) => object.template).map((each) => ({
      ...each,
      priority: 0,
    })),
    column("Pod Labels", "The labels of pods made from it", (podTemplate) =>
      formatLabels(podTemplate.template?.metadata?.labels),
    ),
  ],
});
