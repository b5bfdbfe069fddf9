// https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
import { pods, replicationControllers } from "#api";
import type { ReplicationController } from "#api/core/v1";
import { selectorFromLabels } from "#apimachinery";
import type { Descriptor } from "#controller-runtime";
import { ReplicaController } from "./replica-controller.ts";
import type { ReplicaKind } from "./replica-kind.ts";

const replicationControllerKind: ReplicaKind<ReplicationController> = {
  resource: replicationControllers,
  kind: { group: "", version: "v1", kind: "ReplicationController" },
  selectorOf: (owner) => selectorFromLabels(owner.spec.selector),
  countsTerminating: false,
};

export const replicationControllerController: Descriptor = {
  name: "replicationcontroller-controller",
  reads: [replicationControllers, pods],
  writes: [replicationControllers, pods],
  build: (context) => new ReplicaController(context, replicationControllerKind),
};
