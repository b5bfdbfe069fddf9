// The objects that every cluster has: namespaces, roles, priority classes, the Services `kubernetes`
// and `kube-dns`. Made at every start where they are missing; an administrator's changes are kept.

import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  endpointSlices,
  endpoints,
  namespaces,
  priorityClasses,
  type Resource,
  roleBindings,
  roles,
  serviceAccounts,
  serviceCIDRs,
  services,
} from "#api";
import type { Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import type { PolicyRule, Subject } from "#api/rbac/v1";
import { isAlreadyExists, isNotFound, type KubernetesObject } from "#apimachinery";
import { deepEqual } from "#base";
import type { Client } from "#client";
import { defaultClusterRoleBindings, defaultRoleBindings, defaultRoles } from "./rbac/bindings.ts";
import { defaultClusterRoles } from "./rbac/cluster-roles.ts";

export interface BootstrapOptions {
  client: Client;
  /** "10.96.0.0/16". */
  serviceCidr: string;
  /** First address of the service CIDR. */
  kubernetesServiceAddress: string;
  dnsServiceAddress: string;
  /** Where the API server listens. */
  serverAddress: string;
  serverPort: number;
  authorityPem: string;
  /** Kubeconfig without a user, for the cluster-info ConfigMap that joining nodes read. */
  publicKubeconfig: string;
}

export const systemNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

async function ensure<T extends KubernetesObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
): Promise<void> {
  const namespace = object.metadata.namespace ?? "";
  try {
    await client.resource(resource).create(namespace, object);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/** Creates those of the objects that one list shows to be missing. */
async function ensureAll<T extends KubernetesObject>(
  client: Client,
  resource: Resource<T>,
  objects: readonly T[],
): Promise<void> {
  const key = (object: KubernetesObject): string =>
    `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
  const existing = new Set((await client.resource(resource).list()).items.map(key));
  await Promise.all(
    objects
      .filter((object) => !existing.has(key(object)))
      .map((object) => ensure(client, resource, object)),
  );
}

type Grant = KubernetesObject & {
  rules?: PolicyRule[];
  subjects?: Subject[];
  aggregationRule?: unknown;
};
const autoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

/**
 * Makes default roles and bindings that are missing and gives back what a release added or somebody
 * took away. Additions stay, and so does everything of an object whose autoupdate is "false".
 */
async function reconcileGrants<T extends Grant>(
  client: Client,
  resource: Resource<T>,
  wanted: readonly T[],
): Promise<void> {
  const key = (object: KubernetesObject): string =>
    `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
  const existing = new Map(
    (await client.resource(resource).list()).items.map((object) => [key(object), object]),
  );
  await Promise.all(
    wanted.map(async (object) => {
      const found = existing.get(key(object));
      if (!found) return ensure(client, resource, object);
      if (found.metadata.annotations?.[autoUpdate] === "false" || object.aggregationRule) return;
      const rules = missingFrom(found.rules, object.rules);
      const subjects = missingFrom(found.subjects, object.subjects);
      if (rules.length + subjects.length === 0) return;
      const change = {
        ...(rules.length ? { rules: [...(found.rules ?? []), ...rules] } : {}),
        ...(subjects.length ? { subjects: [...(found.subjects ?? []), ...subjects] } : {}),
      };
      await client.resource(resource).update({ ...found, ...change });
    }),
  );
}

/** Those of `wanted` that no entry of `have` equals. */
function missingFrom<T>(have: readonly T[] | undefined, wanted: readonly T[] | undefined): T[] {
  return (wanted ?? []).filter((one) => !(have ?? []).some((other) => deepEqual(one, other)));
}

function kubernetesService(options: BootstrapOptions): Service {
  return {
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      type: "ClusterIP",
      clusterIP: options.kubernetesServiceAddress,
      clusterIPs: [options.kubernetesServiceAddress],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      sessionAffinity: "None",
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: options.serverPort }],
    },
  };
}

function dnsService(options: BootstrapOptions): Service {
  return {
    metadata: {
      name: "kube-dns",
      namespace: "kube-system",
      labels: {
        "k8s-app": "kube-dns",
        "kubernetes.io/cluster-service": "true",
        "kubernetes.io/name": "CoreDNS",
      },
    },
    spec: {
      type: "ClusterIP",
      clusterIP: options.dnsServiceAddress,
      clusterIPs: [options.dnsServiceAddress],
      // Every node answers for its own pods: node-local by the Service's own means.
      internalTrafficPolicy: "Local",
      ports: [
        { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
        { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
      ],
    },
  };
}

/** Keeps the endpoints of the Service `kubernetes` at the API server's address. */
async function publishServer(options: BootstrapOptions): Promise<void> {
  const { client, serverAddress, serverPort } = options;
  const metadata = { name: "kubernetes", namespace: "default" };
  const slice: EndpointSlice = {
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": "kubernetes" } },
    addressType: "IPv4",
    endpoints: [{ addresses: [serverAddress], conditions: { ready: true } }],
    ports: [{ name: "https", port: serverPort, protocol: "TCP" }],
  };
  const endpointsOfServer = {
    metadata: { ...metadata, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    subsets: [
      {
        addresses: [{ ip: serverAddress }],
        ports: [{ name: "https", port: serverPort, protocol: "TCP" as const }],
      },
    ],
  };
  await Promise.all([
    replace(client, endpointSlices, slice),
    replace(client, endpoints, endpointsOfServer),
  ]);
}

/** Creates the object or, where one is there, replaces all but its metadata. */
async function replace<T extends KubernetesObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
): Promise<void> {
  const { name, namespace } = object.metadata as { name: string; namespace: string };
  try {
    const existing = await client.resource(resource).get(namespace, name);
    await client.resource(resource).update({
      ...object,
      metadata: {
        ...existing.metadata,
        labels: { ...existing.metadata.labels, ...object.metadata.labels },
      },
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.resource(resource).create(namespace, object);
  }
}

/** Rejects with the StatusError of the first object that could not be made. */
export async function ensureBootstrapObjects(options: BootstrapOptions): Promise<void> {
  const { client } = options;
  await ensureAll(
    client,
    namespaces,
    systemNamespaces.map((name) => ({ metadata: { name }, spec: {} })),
  );
  await Promise.all([
    reconcileGrants(client, clusterRoles, defaultClusterRoles()),
    reconcileGrants(client, clusterRoleBindings, defaultClusterRoleBindings()),
    reconcileGrants(client, roles, defaultRoles()),
    reconcileGrants(client, roleBindings, defaultRoleBindings()),
    ensureAll(client, priorityClasses, [
      {
        metadata: { name: "system-node-critical" },
        value: 2_000_001_000,
        description:
          "Used for system critical pods that must not be moved from their current node.",
      },
      {
        metadata: { name: "system-cluster-critical" },
        value: 2_000_000_000,
        description:
          "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
      },
    ]),
    ensureAll(client, serviceCIDRs, [
      { metadata: { name: "kubernetes" }, spec: { cidrs: [options.serviceCidr] } },
    ]),
    ensureAll(client, serviceAccounts, [
      { metadata: { name: "kube-dns", namespace: "kube-system" } },
    ]),
    ensureAll(client, configMaps, [
      {
        metadata: { name: "extension-apiserver-authentication", namespace: "kube-system" },
        data: { "client-ca-file": options.authorityPem },
      },
      {
        metadata: { name: "cluster-info", namespace: "kube-public" },
        data: { kubeconfig: options.publicKubeconfig },
      },
    ]),
  ]);
  await ensureAll(client, services, [kubernetesService(options), dnsService(options)]);
  await publishServer(options);
}
