// https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
import { replicationControllers } from "#api";
import {
  applyReplicationControllerDefaults,
  type ReplicationController,
  validateReplicationController,
} from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import {
  ageColumn,
  formatLabels,
  integerColumn,
  nameColumn,
  templateColumns,
  wideColumn,
} from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const replicationControllerDefinition: ResourceDefinition = defineResource(
  replicationControllers,
  {
    hasGeneration: true,
    applyDefaults: applyReplicationControllerDefaults,
    newStatus: () => ({ replicas: 0 }),
    strategy: { validate: validateReplicationController },
    scale: {
      getReplicas: (controller) => controller.spec?.replicas ?? 0,
      setReplicas(controller, replicas) {
        controller.spec.replicas = replicas;
      },
      statusReplicas: (controller) => controller.status?.replicas ?? 0,
      selector: (controller) =>
        controller.spec?.selector ? formatLabels(controller.spec.selector) : "",
    },
    defaultPropagation: "Orphan",
    columns: [
      nameColumn,
      integerColumn("Desired", "Pods wanted", (c) => c.spec?.replicas ?? 0),
      integerColumn("Current", "Pods there", (c) => c.status?.replicas ?? 0),
      integerColumn("Ready", "Pods ready", (c) => c.status?.readyReplicas ?? 0),
      ageColumn,
      ...templateColumns<ReplicationController>((c) => c.spec?.template),
      wideColumn("Selector", "The labels of its pods", (c) => formatLabels(c.spec?.selector)),
    ],
    selectableFields: { "status.replicas": (c) => String(c.status?.replicas ?? 0) },
  },
);
