// Defaults of the workload kinds.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
import {
  applyPersistentVolumeClaimDefaults,
  applyPodTemplateDefaults,
} from "../../core/v1/index.ts";
import type {
  DaemonSet,
  Deployment,
  DeploymentStrategy,
  ReplicaSet,
  StatefulSet,
} from "./types.generated.ts";

export function applyDeploymentDefaults(deployment: Deployment): void {
  deployment.spec ??= { selector: {}, template: {} };
  deployment.status ??= {};
  const { spec } = deployment;
  spec.template ??= {};
  applyPodTemplateDefaults(spec.template);
  spec.replicas ??= 1;
  spec.strategy ??= {};
  applyStrategyDefaults(spec.strategy);
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

export function applyReplicaSetDefaults(replicaSet: ReplicaSet): void {
  replicaSet.spec ??= { selector: {} };
  replicaSet.status ??= { replicas: 0 };
  replicaSet.spec.template ??= {};
  applyPodTemplateDefaults(replicaSet.spec.template);
  replicaSet.spec.replicas ??= 1;
}

export function applyStatefulSetDefaults(set: StatefulSet): void {
  set.spec ??= { selector: {}, template: {} };
  set.status ??= { replicas: 0 };
  const { spec } = set;
  spec.template ??= {};
  applyPodTemplateDefaults(spec.template);
  spec.podManagementPolicy ??= "OrderedReady";
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= "Retain";
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= "Retain";
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= "v1";
    claim.kind ??= "PersistentVolumeClaim";
    claim.metadata ??= {};
    applyPersistentVolumeClaimDefaults(claim);
  }
}

export function applyDaemonSetDefaults(set: DaemonSet): void {
  set.spec ??= { selector: {}, template: {} };
  set.status ??= {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  };
  const { spec } = set;
  spec.template ??= {};
  applyPodTemplateDefaults(spec.template);
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
}

function applyStrategyDefaults(strategy: DeploymentStrategy): void {
  strategy.type ??= "RollingUpdate";
  if (strategy.type !== "RollingUpdate") return;
  strategy.rollingUpdate ??= {};
  strategy.rollingUpdate.maxUnavailable ??= "25%";
  strategy.rollingUpdate.maxSurge ??= "25%";
}
