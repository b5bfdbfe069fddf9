// What a server serves: its version, groups and resources.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
import type { Resource } from "#api";
import { parseApiVersion } from "#apimachinery";
import type { Client } from "../client.ts";

export interface ServerVersion {
  major: string;
  minor: string;
  gitVersion: string;
  platform: string;
}

export interface ServedResource extends Resource {
  verbs: readonly string[];
}

interface GroupList {
  groups: { name: string; preferredVersion: { groupVersion: string } }[];
}

interface ResourceList {
  groupVersion: string;
  resources: {
    name: string;
    singularName?: string;
    namespaced: boolean;
    kind: string;
    verbs: string[];
    shortNames?: string[];
    categories?: string[];
  }[];
}

export class DiscoveryClient {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  serverVersion(signal?: AbortSignal): Promise<ServerVersion> {
    return this.#get<ServerVersion>("/version", signal);
  }

  /** The resources of "v1" or "apps/v1", without subresources. */
  async resourcesOf(groupVersion: string, signal?: AbortSignal): Promise<ServedResource[]> {
    const { group, version } = parseApiVersion(groupVersion);
    const root = group === "" ? "/api" : "/apis";
    const list = await this.#get<ResourceList>(`${root}/${groupVersion}`, signal);
    return list.resources
      .filter((resource) => !resource.name.includes("/"))
      .map((resource) => ({
        group,
        version,
        resource: resource.name,
        singular: resource.singularName ?? "",
        kind: resource.kind,
        namespaced: resource.namespaced,
        verbs: resource.verbs,
        ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
        ...(resource.categories ? { categories: resource.categories } : {}),
      }));
  }

  /** All resources, each in the version that its group prefers. */
  async preferredResources(signal?: AbortSignal): Promise<ServedResource[]> {
    const { groups } = await this.#get<GroupList>("/apis", signal);
    const versions = ["v1", ...groups.map((group) => group.preferredVersion.groupVersion)];
    const lists = await Promise.all(versions.map((version) => this.resourcesOf(version, signal)));
    return lists.flat();
  }

  #get<R>(path: string, signal: AbortSignal | undefined): Promise<R> {
    return this.#client.json<R>({
      method: "GET",
      path,
      headers: {},
      ...(signal ? { signal } : {}),
    });
  }
}
