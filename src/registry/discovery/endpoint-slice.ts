// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import { endpointSlices } from "#api";
import {
  applyEndpointSliceDefaults,
  type Endpoint,
  type EndpointPort,
  validateEndpointSlice,
  validateEndpointSliceUpdate,
} from "#api/discovery/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

/** Ports and endpoints shown before "+ n more...". */
const shownLimit = 3;

export const endpointSliceDefinition: ResourceDefinition = defineResource(endpointSlices, {
  hasGeneration: true,
  applyDefaults: applyEndpointSliceDefaults,
  strategy: { validate: validateEndpointSlice, validateUpdate: validateEndpointSliceUpdate },
  columns: [
    nameColumn,
    column("AddressType", "IPv4, IPv6 or FQDN", (slice) => slice.addressType ?? ""),
    column("Ports", "The ports of each endpoint", (slice) => portsText(slice.ports ?? [])),
    column("Endpoints", "The addresses", (slice) => endpointsText(slice.endpoints ?? [])),
    ageColumn,
  ],
});

function portsText(ports: readonly EndpointPort[]): string {
  if (ports.length === 0) return "<unset>";
  return shorten(ports.map(({ name, port }) => String(port ?? (name ? name : "*"))));
}

function endpointsText(endpoints: readonly Endpoint[]): string {
  if (endpoints.length === 0) return "<unset>";
  return shorten(endpoints.flatMap(({ addresses }) => addresses ?? []));
}

function shorten(items: readonly string[]): string {
  const shown = items.slice(0, shownLimit).join(",");
  return items.length > shownLimit ? `${shown} + ${items.length - shownLimit} more...` : shown;
}
