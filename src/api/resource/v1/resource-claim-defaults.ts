// Defaults of ResourceClaim and ResourceClaimTemplate.
// https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
import type {
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from "./types.generated.ts";

export function applyResourceClaimDefaults(claim: ResourceClaim): void {
  claim.spec ??= {};
  claim.status ??= {};
  applyClaimSpecDefaults(claim.spec);
}

export function applyResourceClaimTemplateDefaults(template: ResourceClaimTemplate): void {
  template.spec ??= { spec: {} };
  template.spec.spec ??= {};
  applyClaimSpecDefaults(template.spec.spec);
}

function applyClaimSpecDefaults(spec: ResourceClaimSpec): void {
  for (const request of spec.devices?.requests ?? []) {
    if (request.exactly) applyRequestDefaults(request.exactly);
    for (const alternative of request.firstAvailable ?? []) applyRequestDefaults(alternative);
  }
}

function applyRequestDefaults(request: ExactDeviceRequest | DeviceSubRequest): void {
  request.allocationMode ??= "ExactCount";
  if (request.allocationMode === "ExactCount") request.count ||= 1;
  for (const toleration of request.tolerations ?? []) toleration.operator ??= "Equal";
}
