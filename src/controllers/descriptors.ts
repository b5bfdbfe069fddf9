// The controllers that run, in the order of their names. To add one: a file here, and a line below.
import type { Descriptor } from "#controller-runtime";
import { clusterRoleAggregationController } from "./clusterrole-aggregation.ts";
import { deploymentController } from "./deployment/deployment.ts";
import { endpointsController } from "./endpoints.ts";
import { endpointSliceController } from "./endpointslice/endpointslice.ts";
import { endpointSliceMirroringController } from "./endpointslice/endpointslice-mirroring.ts";
import { eventExpiryController } from "./event-expiry.ts";
import { garbageCollector } from "./garbage-collector/garbage-collector.ts";
import { namespaceController } from "./namespace.ts";
import { type NodeIpamOptions, nodeIpamController } from "./node-ipam.ts";
import {
  type NodeLifecycleOptions,
  nodeLifecycleController,
} from "./node-lifecycle/node-lifecycle.ts";
import { taintEvictionController } from "./node-lifecycle/taint-eviction.ts";
import { podGarbageCollector } from "./pod-garbage-collector.ts";
import { replicaSetController } from "./replicaset/replicaset.ts";
import { replicationControllerController } from "./replicaset/replicationcontroller.ts";
import { rootCaPublisher } from "./root-ca-publisher.ts";
import { serviceAccountController } from "./serviceaccount.ts";

export interface ControllerOptions {
  /** PEM of the authority that signed the API server's certificate. */
  certificateAuthority: string;
  nodeIpam: NodeIpamOptions;
  nodeLifecycle?: NodeLifecycleOptions;
}

export function controllerDescriptors(options: ControllerOptions): readonly Descriptor[] {
  return [
    clusterRoleAggregationController,
    deploymentController,
    endpointsController,
    endpointSliceController,
    endpointSliceMirroringController,
    eventExpiryController,
    garbageCollector,
    namespaceController,
    nodeIpamController(options.nodeIpam),
    nodeLifecycleController(options.nodeLifecycle),
    podGarbageCollector(),
    replicaSetController,
    replicationControllerController,
    rootCaPublisher(options.certificateAuthority),
    serviceAccountController,
    taintEvictionController,
  ];
}
