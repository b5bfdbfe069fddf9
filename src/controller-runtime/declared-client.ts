// A client that holds a controller to what its descriptor declares. Used in tests.
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import { assert } from "#base";
import type { Client, ResourceClient } from "#client";
import type { Descriptor } from "./descriptor.ts";

export function declaredClient(client: Client, descriptor: Descriptor): Client {
  const names = (resources: readonly Resource[] | "all"): Set<string> | undefined =>
    resources === "all" ? undefined : new Set(resources.map(nameOf));
  const reads = names(descriptor.reads);
  const writes = names(descriptor.writes);
  const check = <T extends KubernetesObject>(
    resource: Resource,
    verbs: ResourceClient<T>,
  ): ResourceClient<T> => {
    const name = nameOf(resource);
    const mayWrite = !writes || writes.has(name);
    const mayRead = mayWrite || !reads || reads.has(name);
    return new Proxy(verbs, {
      get(target, property) {
        const isRead = property === "get" || property === "list" || property === "watch";
        assert(
          isRead ? mayRead : mayWrite,
          `${descriptor.name} does not declare that it ${isRead ? "reads" : "writes"} ${name}`,
        );
        const value: unknown = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  return {
    resource: (resource) => check(resource as Resource, client.resource(resource)),
    metadata: (resource) => check(resource, client.metadata(resource)),
    json: (request) => client.json(request),
    raw: (request) => client.raw(request),
  };
}

function nameOf(resource: Resource): string {
  return `${resource.group}/${resource.resource}`;
}
