// What the proxy programs: one entry for each port of each Service that has a cluster address.
import { isIPv4 } from "node:net";
import type { Service } from "#api/core/v1";

export type Protocol = "tcp" | "udp" | "sctp";

export interface ServicePort {
  /** "namespace/name". */
  service: string;
  portName: string;
  protocol: Protocol;
  clusterAddress: string;
  port: number;
  /** 0: none. */
  nodePort: number;
  /** Seconds that a client stays with its endpoint; 0: no affinity. */
  affinitySeconds: number;
  internalLocal: boolean;
  externalLocal: boolean;
}

const defaultAffinitySeconds = 10_800;

/** The entries of a Service; none for headless ones and for ExternalName. */
export function servicePorts(service: Service): ServicePort[] {
  const { spec } = service;
  const clusterAddress = spec.clusterIP;
  if (!clusterAddress || !isIPv4(clusterAddress) || spec.type === "ExternalName") return [];
  const isProxiedElsewhere =
    service.metadata.labels?.["service.kubernetes.io/service-proxy-name"] !== undefined;
  if (isProxiedElsewhere) return [];
  const affinitySeconds =
    spec.sessionAffinity === "ClientIP"
      ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds)
      : 0;
  return (spec.ports ?? []).map((port) => ({
    service: `${service.metadata.namespace}/${service.metadata.name}`,
    portName: port.name ?? "",
    protocol: (port.protocol ?? "TCP").toLowerCase() as Protocol,
    clusterAddress,
    port: port.port,
    nodePort: spec.type === "NodePort" || spec.type === "LoadBalancer" ? (port.nodePort ?? 0) : 0,
    affinitySeconds,
    internalLocal: spec.internalTrafficPolicy === "Local",
    externalLocal: spec.externalTrafficPolicy === "Local",
  }));
}
