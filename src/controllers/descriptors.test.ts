import assert from "node:assert/strict";
import { test } from "node:test";
import { controllerDescriptors } from "./descriptors.ts";

test("controllerDescriptors() lists the controllers in the order of their names", () => {
  const names = controllerDescriptors({
    certificateAuthority: "",
    nodeIpam: { clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 },
  }).map((descriptor) => descriptor.name);
  assert.deepEqual(names, [
    "clusterrole-aggregation-controller",
    "deployment-controller",
    "endpoints-controller",
    "endpointslice-controller",
    "endpointslice-mirroring-controller",
    "event-expiry-controller",
    "garbage-collector-controller",
    "namespace-controller",
    "node-ipam-controller",
    "node-lifecycle-controller",
    "pod-garbage-collector-controller",
    "replicaset-controller",
    "replicationcontroller-controller",
    "root-ca-certificate-publisher-controller",
    "serviceaccount-controller",
    "taint-eviction-controller",
  ]);
  assert.deepEqual(names, [...names].sort());
});
