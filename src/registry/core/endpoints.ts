// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
import { endpoints } from "#api";
import { applyEndpointsDefaults, type EndpointSubset, validateEndpoints } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

/** Endpoints shown before "+ n more...". */
const shownLimit = 3;

export const endpointsDefinition: ResourceDefinition = defineResource(endpoints, {
  applyDefaults: applyEndpointsDefaults,
  strategy: {
    allowCreateOnUpdate: true,
    validate: validateEndpoints,
    warnings: () => ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"],
  },
  columns: [
    nameColumn,
    column("Endpoints", "Ready addresses with their ports", (object) =>
      formatSubsets(object.subsets ?? []),
    ),
    ageColumn,
  ],
});

function formatSubsets(subsets: readonly EndpointSubset[]): string {
  const shown: string[] = [];
  let count = 0;
  for (const subset of subsets) {
    const ports = subset.ports?.length ? subset.ports.map((port) => port.port) : [undefined];
    for (const port of ports) {
      for (const { ip = "" } of subset.addresses ?? []) {
        count++;
        if (shown.length < shownLimit) shown.push(port === undefined ? ip : joinHostPort(ip, port));
      }
    }
  }
  if (count === 0) return "<none>";
  return count > shownLimit
    ? `${shown.join(",")} + ${count - shownLimit} more...`
    : shown.join(",");
}

function joinHostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
