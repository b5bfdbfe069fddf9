// The ServiceAccount of a controller, where it is not called like the controller.

const accounts: Readonly<Record<string, string>> = {
  "endpoints-controller": "endpoint-controller",
  "endpointslice-mirroring-controller": "endpointslicemirroring-controller",
  "garbage-collector-controller": "generic-garbage-collector",
  "node-ipam-controller": "node-controller",
  "node-lifecycle-controller": "node-controller",
  "taint-eviction-controller": "node-controller",
  "pod-garbage-collector-controller": "pod-garbage-collector",
  "replicationcontroller-controller": "replication-controller",
  "root-ca-certificate-publisher-controller": "root-ca-cert-publisher",
  "serviceaccount-controller": "service-account-controller",
};

export function controllerAccount(controller: string): string {
  return accounts[controller] ?? controller;
}
