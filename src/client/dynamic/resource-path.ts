// The URL of a resource, an object or a subresource.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
import type { Resource } from "#api";

export interface ResourceTarget {
  namespace?: string;
  name?: string;
  subresource?: string;
  /** Undefined and empty values are left out. */
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** "/apis/apps/v1/namespaces/default/deployments/web/status?dryRun=All" */
export function resourcePath(resource: Resource, target: ResourceTarget): string {
  const root = resource.group === "" ? "/api" : `/apis/${resource.group}`;
  let path = `${root}/${resource.version}`;
  if (resource.namespaced && target.namespace) {
    path += `/namespaces/${encodeURIComponent(target.namespace)}`;
  }
  path += `/${resource.resource}`;
  if (target.name) path += `/${encodeURIComponent(target.name)}`;
  if (target.subresource) path += `/${target.subresource}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(target.query ?? {})) {
    if (value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
