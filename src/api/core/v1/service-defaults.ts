// What a Service gets when its author left it out.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
import type { Service, ServiceSpec } from "./types.generated.ts";

/** Seconds that a client keeps its endpoint with sessionAffinity ClientIP: three hours. */
const defaultAffinityTimeoutSeconds = 10800;

export function applyServiceDefaults(service: Service): void {
  service.spec ??= {};
  service.status ??= {};
  service.status.loadBalancer ??= {};
  const { spec } = service;
  spec.type ??= "ClusterIP";
  applySessionAffinityDefaults(spec);
  for (const port of spec.ports ?? []) {
    port.protocol ??= "TCP";
    port.targetPort ||= port.port;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ??= "Cluster";
  if (spec.type !== "ExternalName") spec.internalTrafficPolicy ??= "Cluster";
  if (spec.type === "LoadBalancer") {
    spec.allocateLoadBalancerNodePorts ??= true;
    for (const ingress of service.status.loadBalancer.ingress ?? []) {
      if (ingress.ip) ingress.ipMode ??= "VIP";
    }
  }
}

/** Traffic from outside the cluster can reach it by design. */
export function isExternallyAccessible(spec: ServiceSpec): boolean {
  return (
    spec.type === "LoadBalancer" ||
    spec.type === "NodePort" ||
    (spec.type === "ClusterIP" && (spec.externalIPs?.length ?? 0) > 0)
  );
}

function applySessionAffinityDefaults(spec: ServiceSpec): void {
  spec.sessionAffinity ??= "None";
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === "ClientIP") {
    spec.sessionAffinityConfig ??= {};
    spec.sessionAffinityConfig.clientIP ??= {};
    spec.sessionAffinityConfig.clientIP.timeoutSeconds ??= defaultAffinityTimeoutSeconds;
  }
}
