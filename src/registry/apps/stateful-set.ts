// https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
import { statefulSets } from "#api";
import {
  applyStatefulSetDefaults,
  type StatefulSet,
  validateStatefulSet,
  validateStatefulSetUpdate,
} from "#api/apps/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn, scaleSelector, templateColumns } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const statefulSetDefinition: ResourceDefinition = defineResource(statefulSets, {
  hasGeneration: true,
  applyDefaults: applyStatefulSetDefaults,
  newStatus: () => ({ replicas: 0, availableReplicas: 0 }),
  strategy: { validate: validateStatefulSet, validateUpdate: validateStatefulSetUpdate },
  scale: {
    getReplicas: (set) => set.spec?.replicas ?? 0,
    setReplicas(set, replicas) {
      set.spec.replicas = replicas;
    },
    statusReplicas: (set) => set.status?.replicas ?? 0,
    selector: (set) => scaleSelector(set.spec?.selector),
  },
  columns: [
    nameColumn,
    column(
      "Ready",
      "Ready pods of those wanted",
      (set) => `${set.status?.readyReplicas ?? 0}/${set.spec?.replicas ?? 0}`,
    ),
    ageColumn,
    ...templateColumns<StatefulSet>((set) => set.spec?.template),
  ],
});
