// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
import { pods, replicaSets } from "#api";
import type { ReplicaSet } from "#api/apps/v1";
import { compileLabelSelector } from "#apimachinery";
import type { Descriptor } from "#controller-runtime";
import { ReplicaController } from "./replica-controller.ts";
import type { ReplicaKind } from "./replica-kind.ts";

const replicaSetKind: ReplicaKind<ReplicaSet> = {
  resource: replicaSets,
  kind: { group: "apps", version: "v1", kind: "ReplicaSet" },
  selectorOf: (owner) => compileLabelSelector(owner.spec.selector),
  countsTerminating: true,
};

export const replicaSetController: Descriptor = {
  name: "replicaset-controller",
  reads: [replicaSets, pods],
  writes: [replicaSets, pods],
  build: (context) => new ReplicaController(context, replicaSetKind),
};
