// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
import { deployments } from "#api";
import {
  applyDeploymentDefaults,
  type Deployment,
  validateDeployment,
  validateDeploymentUpdate,
} from "#api/apps/v1";
import { formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import {
  ageColumn,
  column,
  integerColumn,
  nameColumn,
  scaleSelector,
  templateColumns,
  wideColumn,
} from "../columns.ts";
import { defineResource, keepField } from "../define-resource.ts";

export const deploymentDefinition: ResourceDefinition = defineResource(deployments, {
  hasGeneration: true,
  applyDefaults: applyDeploymentDefaults,
  newStatus: () => ({}),
  strategy: { validate: validateDeployment, validateUpdate: validateDeploymentUpdate },
  statusStrategy: {
    prepareForUpdate: (deployment, old) => keepField(deployment.metadata, old.metadata, "labels"),
  },
  scale: {
    getReplicas: (deployment) => deployment.spec?.replicas ?? 0,
    setReplicas(deployment, replicas) {
      deployment.spec.replicas = replicas;
    },
    statusReplicas: (deployment) => deployment.status?.replicas ?? 0,
    selector: (deployment) => scaleSelector(deployment.spec?.selector),
  },
  columns: [
    nameColumn,
    column(
      "Ready",
      "Ready pods of those wanted",
      (deployment) => `${deployment.status?.readyReplicas ?? 0}/${deployment.spec?.replicas ?? 0}`,
    ),
    integerColumn(
      "Up-to-date",
      "Pods of the newest template",
      (d) => d.status?.updatedReplicas ?? 0,
    ),
    integerColumn("Available", "Pods ready long enough", (d) => d.status?.availableReplicas ?? 0),
    ageColumn,
    ...templateColumns<Deployment>((deployment) => deployment.spec?.template),
    wideColumn("Selector", "The labels of its pods", (d) => formatLabelSelector(d.spec?.selector)),
  ],
});
