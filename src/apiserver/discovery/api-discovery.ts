// What the server serves, as documents: group lists, resource lists and the aggregated form, all
// derived from the definitions. Made once and again only when the resources change.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
import { createHash } from "node:crypto";
import { scaleSubresourceKind } from "../handlers/scale.ts";
import type { ServedResource } from "../handlers/served-resource.ts";

export interface DiscoveryDocument {
  bytes: Buffer;
  etag: string;
}

interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  group?: string;
  version?: string;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
  storageVersionHash?: string;
}

const statusVerbs = ["get", "patch", "update"];

/** Groups in the order in which clients look for short names, then the rest by name. */
const groupOrder = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "flowcontrol.apiserver.k8s.io",
];

export class ApiDiscovery {
  readonly #resources: () => Iterable<ServedResource>;
  #groups: Map<string, Map<string, ServedResource[]>> | undefined;
  readonly #documents = new Map<string, DiscoveryDocument | undefined>();

  constructor(resources: () => Iterable<ServedResource>) {
    this.#resources = resources;
  }

  /** To be called when resources come or go. */
  changed(): void {
    this.#groups = undefined;
    this.#documents.clear();
  }

  /** `/api`; `serverAddress` is where clients in the cluster find the server. */
  apiVersions(serverAddress: string): DiscoveryDocument {
    return this.#document(`/api ${serverAddress}`, () => ({
      kind: "APIVersions",
      apiVersion: "v1",
      versions: [...(this.#grouped().get("") ?? new Map()).keys()],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
    })) as DiscoveryDocument;
  }

  /** `/apis` */
  groupList(): DiscoveryDocument {
    return this.#document("/apis", () => ({
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: this.#namedGroups().map((group) => this.#groupEntry(group)),
    })) as DiscoveryDocument;
  }

  /** `/apis/GROUP` */
  group(group: string): DiscoveryDocument | undefined {
    return this.#document(`/apis/${group}`, () => {
      if (group === "" || !this.#grouped().has(group)) return undefined;
      return { kind: "APIGroup", apiVersion: "v1", ...this.#groupEntry(group) };
    });
  }

  /** `/api/v1` and `/apis/GROUP/VERSION` */
  resourceList(group: string, version: string): DiscoveryDocument | undefined {
    return this.#document(`/${group}/${version}`, () => {
      const resources = this.#grouped().get(group)?.get(version);
      if (!resources) return undefined;
      return {
        kind: "APIResourceList",
        apiVersion: "v1",
        groupVersion: group ? `${group}/${version}` : version,
        resources: resources.flatMap(apiResources),
      };
    });
  }

  /** The aggregated form of `/api` (core) or `/apis` (all others). */
  aggregated(core: boolean): DiscoveryDocument {
    return this.#document(core ? "aggregated /api" : "aggregated /apis", () => ({
      kind: "APIGroupDiscoveryList",
      apiVersion: "apidiscovery.k8s.io/v2",
      metadata: {},
      items: (core ? [""] : this.#namedGroups()).map((group) => ({
        metadata: { ...(group ? { name: group } : {}), creationTimestamp: null },
        versions: [...(this.#grouped().get(group) ?? new Map<string, ServedResource[]>())].map(
          ([version, resources]) => ({
            version,
            resources: resources.map(aggregatedResource),
            freshness: "Current",
          }),
        ),
      })),
    })) as DiscoveryDocument;
  }

  #groupEntry(group: string): Record<string, unknown> {
    const versions = [...(this.#grouped().get(group)?.keys() ?? [])].map((version) => ({
      groupVersion: `${group}/${version}`,
      version,
    }));
    return { name: group, versions, preferredVersion: versions[0] };
  }

  #namedGroups(): string[] {
    return [...this.#grouped().keys()].filter((group) => group !== "");
  }

  #grouped(): Map<string, Map<string, ServedResource[]>> {
    if (this.#groups) return this.#groups;
    const found = new Map<string, Map<string, ServedResource[]>>();
    for (const resource of this.#resources()) {
      const { group, version } = resource.definition;
      const versions = found.get(group) ?? new Map<string, ServedResource[]>();
      found.set(group, versions);
      const list = versions.get(version);
      if (list) list.push(resource);
      else versions.set(version, [resource]);
    }
    const groups = [...found.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    this.#groups = new Map(
      groups.map((group) => {
        const versions = [...(found.get(group) as Map<string, ServedResource[]>)];
        versions.sort(([a], [b]) => compareVersions(a, b));
        for (const [, list] of versions) {
          list.sort((a, b) => (a.definition.resource < b.definition.resource ? -1 : 1));
        }
        return [group, new Map(versions)];
      }),
    );
    return this.#groups;
  }

  #document(key: string, make: () => unknown): DiscoveryDocument | undefined {
    if (this.#documents.has(key)) return this.#documents.get(key);
    const value = make();
    let document: DiscoveryDocument | undefined;
    if (value !== undefined) {
      const bytes = Buffer.from(JSON.stringify(value));
      const hash = createHash("sha512").update(bytes).digest("hex").toUpperCase();
      document = { bytes, etag: `"${hash}"` };
    }
    // Paths that are not there are not remembered: there is no end of them.
    if (document) this.#documents.set(key, document);
    return document;
  }
}

function rank(group: string): number {
  const place = groupOrder.indexOf(group);
  return place < 0 ? groupOrder.length : place;
}

/** Kubernetes' order: v2 before v1 before v1beta2 before v1alpha1, anything else by name. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): [number, number, number] | undefined => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (!match) return undefined;
    const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
    return [stage, Number(match[1]), Number(match[3] ?? 0)];
  };
  const first = parts(a);
  const second = parts(b);
  if (!first || !second) return first ? -1 : second ? 1 : a < b ? -1 : a > b ? 1 : 0;
  for (let index = 0; index < 3; index++) {
    const difference = (second[index] as number) - (first[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function apiResources(resource: ServedResource): ApiResource[] {
  const { definition } = resource;
  const main: ApiResource = {
    name: definition.resource,
    singularName: definition.singular,
    namespaced: definition.namespaced,
    kind: definition.kind,
    verbs: [...resource.verbs].sort(),
    ...(definition.shortNames.length > 0 ? { shortNames: definition.shortNames } : {}),
    ...(definition.categories.length > 0 ? { categories: definition.categories } : {}),
    ...(resource.storage ? { storageVersionHash: storageVersionHash(resource) } : {}),
  };
  return [main, ...subresources(resource)];
}

function storageVersionHash({ definition }: ServedResource): string {
  const { group, version, kind } = definition;
  const hash = createHash("sha256").update(`${group}/${version}/${kind}`).digest();
  return hash.subarray(0, 8).toString("base64");
}

function subresources({ definition }: ServedResource): ApiResource[] {
  const list: ApiResource[] = [];
  const add = (name: string, details: Pick<ApiResource, "kind" | "verbs"> & Partial<ApiResource>) =>
    list.push({
      name: `${definition.resource}/${name}`,
      singularName: "",
      namespaced: definition.namespaced,
      ...details,
    });
  if (definition.statusStrategy) add("status", { kind: definition.kind, verbs: statusVerbs });
  if (definition.scale) add("scale", { ...scaleSubresourceKind, verbs: statusVerbs });
  for (const [name, { verbs }] of Object.entries(definition.updateSubresources ?? {})) {
    add(name, { kind: definition.kind, verbs: [...verbs].sort() });
  }
  for (const [name, handler] of Object.entries(definition.subresources ?? {})) {
    add(name, {
      kind: handler.kind,
      verbs: [...handler.verbs].sort(),
      ...(handler.group !== undefined ? { group: handler.group } : {}),
      ...(handler.version !== undefined ? { version: handler.version } : {}),
    });
  }
  return list.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function aggregatedResource(resource: ServedResource): unknown {
  const { definition } = resource;
  const kindOf = (group: string, version: string, kind: string): unknown => ({
    group,
    version,
    kind,
  });
  const parts = subresources(resource).map((part) => ({
    subresource: part.name.slice(definition.resource.length + 1),
    responseKind: kindOf(
      part.group ?? definition.group,
      part.version ?? definition.version,
      part.kind,
    ),
    verbs: part.verbs,
  }));
  return {
    resource: definition.resource,
    responseKind: kindOf(definition.group, definition.version, definition.kind),
    scope: definition.namespaced ? "Namespaced" : "Cluster",
    singularResource: definition.singular,
    verbs: [...resource.verbs].sort(),
    ...(definition.shortNames.length > 0 ? { shortNames: definition.shortNames } : {}),
    ...(definition.categories.length > 0 ? { categories: definition.categories } : {}),
    ...(parts.length > 0 ? { subresources: parts } : {}),
  };
}
