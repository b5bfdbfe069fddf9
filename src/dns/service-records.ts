// Names of Services and their endpoints, computed from the caches when asked for.
// https://github.com/kubernetes/dns/blob/master/docs/specification.md

import { endpointSlices, type Resource, services } from "#api";
import type { Service } from "#api/core/v1";
import type { Endpoint, EndpointSlice } from "#api/discovery/v1";
import type { Informer, InformerFactory } from "#client";

export interface ServicePortRecord {
  name: string;
  /** "tcp", "udp" or "sctp". */
  protocol: string;
  port: number;
}

export interface EndpointRecord {
  address: string;
  /** The endpoint's hostname, else its address with dashes. */
  label: string;
  ports: ServicePortRecord[];
}

/** "10.1.2.3" to "10-1-2-3". */
export function dashedAddress(address: string): string {
  return address.replaceAll(".", "-").replaceAll(":", "-");
}

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === "None";
}

export class ServiceRecords {
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;

  constructor(informers: InformerFactory) {
    this.#services = informers.informer(services as Resource<Service>);
    this.#services.addIndex("cluster-ip", (service) =>
      (service.spec.clusterIPs ?? []).filter((address) => address !== "None" && address !== ""),
    );
    this.#slices = informers.informer(endpointSlices as Resource<EndpointSlice>);
    this.#slices.addIndex("service", (slice) => {
      const name = slice.metadata.labels?.["kubernetes.io/service-name"];
      return name ? [`${slice.metadata.namespace}/${name}`] : [];
    });
    this.#slices.addIndex("address", (slice) =>
      (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses),
    );
  }

  get hasSynced(): boolean {
    return this.#services.hasSynced && this.#slices.hasSynced;
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.lister.get(namespace, name);
  }

  /**
   * Whether any Service lives in the namespace; names of namespaces without one do not exist
   * either.
   */
  namespaceExists(namespace: string): boolean {
    return this.#services.lister.list(namespace).length > 0;
  }

  ports(service: Service): ServicePortRecord[] {
    return (service.spec.ports ?? []).map((port) => ({
      name: port.name ?? "",
      protocol: (port.protocol ?? "TCP").toLowerCase(),
      port: port.port,
    }));
  }

  /**
   * The endpoints that are ready (unready ones are marked ready when the Service publishes them).
   */
  endpoints(service: Service, family: "IPv4" | "IPv6"): EndpointRecord[] {
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    const found = new Map<string, EndpointRecord>();
    for (const slice of this.#slices.lister.byIndex("service", key)) {
      if (slice.addressType !== family) continue;
      for (const endpoint of slice.endpoints ?? []) {
        if (endpoint.conditions?.ready === false) continue;
        for (const record of recordsOf(endpoint, slice)) merge(found, record);
      }
    }
    return [...found.values()];
  }

  /** Names that an address has, for PTR. */
  namesOf(address: string): string[] {
    const byAddress = this.#services.lister
      .byIndex("cluster-ip", address)
      .map((service) => `${service.metadata.name}.${service.metadata.namespace}.svc`);
    const byEndpoint = this.#slices.lister.byIndex("address", address).flatMap((slice) => {
      const service = this.service(
        slice.metadata.namespace ?? "",
        slice.metadata.labels?.["kubernetes.io/service-name"] ?? "",
      );
      if (!service || !isHeadless(service)) return [];
      return (slice.endpoints ?? [])
        .filter((endpoint) => endpoint.hostname && endpoint.addresses.includes(address))
        .map(
          (endpoint) =>
            `${endpoint.hostname}.${service.metadata.name}.${service.metadata.namespace}.svc`,
        );
    });
    return [...byAddress, ...byEndpoint];
  }
}

function recordsOf(endpoint: Endpoint, slice: EndpointSlice): EndpointRecord[] {
  const ports = (slice.ports ?? []).map((port) => ({
    name: port.name ?? "",
    protocol: (port.protocol ?? "TCP").toLowerCase(),
    port: port.port ?? 0,
  }));
  return endpoint.addresses.map((address) => ({
    address,
    label: endpoint.hostname ?? dashedAddress(address),
    ports,
  }));
}

function merge(found: Map<string, EndpointRecord>, record: EndpointRecord): void {
  const existing = found.get(record.address);
  if (!existing) found.set(record.address, record);
  else found.set(record.address, { ...existing, ports: [...existing.ports, ...record.ports] });
}
