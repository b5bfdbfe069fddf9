// https://kubernetes.io/docs/concepts/services-networking/service/
import { services } from "#api";
import {
  applyServiceDefaults,
  type Service,
  type ServicePort,
  validateService,
  validateServiceUpdate,
} from "#api/core/v1";
import { dns1035LabelComplaints } from "#apimachinery";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, formatLabels, nameColumn, wideColumn } from "../columns.ts";
import { proxySubresource } from "../connect-subresources.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import { ServiceAllocation } from "./service-strategy.ts";

export function serviceDefinition(dependencies: Dependencies): ResourceDefinition {
  const allocation = new ServiceAllocation(dependencies);
  return defineResource(services, {
    nameComplaints: dns1035LabelComplaints,
    applyDefaults: applyServiceDefaults,
    newStatus: () => ({ loadBalancer: {} }),
    strategy: {
      allowCreateOnUpdate: true,
      prepareForCreate: (service, context) => allocation.prepareForCreate(service, context),
      prepareForUpdate: (service, old, context) =>
        allocation.prepareForUpdate(service, old, context),
      release: (service, context) => allocation.release(service, context),
      validate: validateService,
      validateUpdate: validateServiceUpdate,
    },
    subresources: {
      proxy: proxySubresource("ServiceProxyOptions", dependencies.connect.serviceProxy),
    },
    columns: serviceColumns,
    selectableFields: {
      "spec.clusterIP": (service) => service.spec?.clusterIP ?? "",
      "spec.type": (service) => service.spec?.type ?? "",
    },
  });
}

export const serviceColumns: readonly TypedColumn<Service>[] = [
  nameColumn,
  column("Type", "How it is reached", (service) => service.spec?.type ?? ""),
  column(
    "Cluster-IP",
    "Its address inside the cluster",
    (service) => service.spec?.clusterIPs?.[0] || service.spec?.clusterIP || "<none>",
  ),
  column("External-IP", "Its address outside", externalIpText),
  column("Port(s)", "Its ports", (service) => portsText(service.spec?.ports ?? [])),
  ageColumn,
  wideColumn("Selector", "The labels of its pods", (service) =>
    formatLabels(service.spec?.selector),
  ),
];

function externalIpText(service: Service): string {
  const { spec, status } = service;
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case "LoadBalancer": {
      const ingress = (status?.loadBalancer?.ingress ?? []).map((i) => i.ip || i.hostname || "");
      const addresses = [...ingress.filter(Boolean).sort(), ...external];
      return addresses.length > 0 ? addresses.join(",") : "<pending>";
    }
    case "ExternalName":
      return spec.externalName ?? "";
    case "ClusterIP":
    case "NodePort":
      return external.length > 0 ? external.join(",") : "<none>";
    default:
      return "<unknown>";
  }
}

function portsText(ports: readonly ServicePort[]): string {
  if (ports.length === 0) return "<none>";
  return ports
    .map(({ port, nodePort, protocol }) =>
      nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    )
    .join(",");
}
