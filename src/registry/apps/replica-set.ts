// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
import { replicaSets } from "#api";
import {
  applyReplicaSetDefaults,
  type ReplicaSet,
  validateReplicaSet,
  validateReplicaSetUpdate,
} from "#api/apps/v1";
import { formatLabelSelector } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import {
  ageColumn,
  integerColumn,
  nameColumn,
  scaleSelector,
  templateColumns,
  wideColumn,
} from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const replicaSetDefinition: ResourceDefinition = defineResource(replicaSets, {
  hasGeneration: true,
  applyDefaults: applyReplicaSetDefaults,
  newStatus: () => ({ replicas: 0 }),
  strategy: { validate: validateReplicaSet, validateUpdate: validateReplicaSetUpdate },
  scale: {
    getReplicas: (replicaSet) => replicaSet.spec?.replicas ?? 0,
    setReplicas(replicaSet, replicas) {
      replicaSet.spec.replicas = replicas;
    },
    statusReplicas: (replicaSet) => replicaSet.status?.replicas ?? 0,
    selector: (replicaSet) => scaleSelector(replicaSet.spec?.selector),
  },
  columns: [
    nameColumn,
    integerColumn("Desired", "Pods wanted", (set) => set.spec?.replicas ?? 0),
    integerColumn("Current", "Pods there", (set) => set.status?.replicas ?? 0),
    integerColumn("Ready", "Pods ready", (set) => set.status?.readyReplicas ?? 0),
    ageColumn,
    ...templateColumns<ReplicaSet>((set) => set.spec?.template),
    wideColumn("Selector", "The labels of its pods", (s) => formatLabelSelector(s.spec?.selector)),
  ],
});
