// What claims on devices must satisfy.
// https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
import {
  dns1123LabelComplaints,
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  invalidBecause,
  required,
  validateImmutable,
} from "#apimachinery";
import { validateEnum } from "../../meta/v1/index.ts";
import type {
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateResourceClaim({ spec }: ResourceClaim): FieldError[] {
  return validateClaimSpec(spec, specPath);
}

export function validateResourceClaimUpdate(
  claim: ResourceClaim,
  old: ResourceClaim,
): FieldError[] {
  return [...validateImmutable(claim.spec, old.spec, specPath), ...validateResourceClaim(claim)];
}

export function validateResourceClaimTemplate({ spec }: ResourceClaimTemplate): FieldError[] {
  return validateClaimSpec(spec.spec ?? {}, specPath.child("spec"));
}

export function validateResourceClaimTemplateUpdate(
  template: ResourceClaimTemplate,
  old: ResourceClaimTemplate,
): FieldError[] {
  return [
    ...validateImmutable(template.spec, old.spec, specPath),
    ...validateResourceClaimTemplate(template),
  ];
}

function validateClaimSpec(spec: ResourceClaimSpec, path: FieldPath): FieldError[] {
  const requests = path.child("devices").child("requests");
  const names = new Set<string>();
  return (spec.devices?.requests ?? []).flatMap((request, index) => {
    const at = requests.index(index);
    const { name = "", exactly, firstAvailable = [] } = request;
    const errors =
      name === ""
        ? [required(at.child("name"))]
        : invalidBecause(at.child("name"), name, dns1123LabelComplaints(name));
    if (names.has(name)) errors.push(duplicate(at.child("name"), name));
    names.add(name);
    if ((exactly === undefined) === (firstAvailable.length === 0)) {
      const detail = "exactly one of `exactly` or `firstAvailable` is required";
      errors.push(required(at, detail));
    }
    if (exactly) errors.push(...validateRequest(exactly, at.child("exactly")));
    for (const [i, each] of firstAvailable.entries()) {
      errors.push(...validateRequest(each, at.child("firstAvailable").index(i)));
    }
    return errors;
  });
}

function validateRequest(
  request: ExactDeviceRequest | DeviceSubRequest,
  path: FieldPath,
): FieldError[] {
  const { deviceClassName = "", allocationMode } = request;
  const at = path.child("deviceClassName");
  return [
    ...(deviceClassName === ""
      ? [required(at)]
      : invalidBecause(at, deviceClassName, dns1123SubdomainComplaints(deviceClassName))),
    ...validateEnum(allocationMode, ["All", "ExactCount"], path.child("allocationMode")),
  ];
}
