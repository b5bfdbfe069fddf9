// Defaults of Ingress, IngressClass and NetworkPolicy.
// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
import type { Ingress, IngressClass, NetworkPolicy } from "./types.generated.ts";

export function applyIngressDefaults(ingress: Ingress): void {
  ingress.spec ??= {};
  ingress.status ??= {};
  ingress.status.loadBalancer ??= {};
}

export function applyIngressClassDefaults(ingressClass: IngressClass): void {
  ingressClass.spec ??= {};
  if (ingressClass.spec.parameters) ingressClass.spec.parameters.scope ??= "Cluster";
}

export function applyNetworkPolicyDefaults(policy: NetworkPolicy): void {
  policy.spec ??= {};
  const { spec } = policy;
  spec.podSelector ??= {};
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) port.protocol ??= "TCP";
  }
  if ((spec.policyTypes?.length ?? 0) === 0) {
    spec.policyTypes = (spec.egress?.length ?? 0) > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  }
}
