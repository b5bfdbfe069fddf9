// What Endpoints must satisfy.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
import {
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  ipComplaints,
  portNumberComplaints,
  required,
} from "#apimachinery";
import { dnsLabelComplaints, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { EndpointAddress, EndpointPort, Endpoints } from "./types.generated.ts";

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, subset] of (endpoints.subsets ?? []).entries()) {
    const path = FieldPath.of("subsets").index(index);
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      errors.push(required(path, "must specify `addresses` or `notReadyAddresses`"));
    }
    for (const [i, address] of addresses.entries()) {
      errors.push(...validateAddress(address, path.child("addresses").index(i)));
    }
    for (const [i, address] of notReadyAddresses.entries()) {
      errors.push(...validateAddress(address, path.child("notReadyAddresses").index(i)));
    }
    for (const [i, port] of ports.entries()) {
      errors.push(...validatePort(port, ports.length > 1, path.child("ports").index(i)));
    }
  }
  return errors;
}

/** Addresses that reach only the machine itself or its own link are no endpoints. */
export function validateNonSpecialIp(ip: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (detail: string): void => {
    errors.push(invalidValue(path, ip, detail));
  };
  if (ip === "0.0.0.0" || ip === "::") refuse("may not be unspecified (0.0.0.0 or ::)");
  if (ip.startsWith("127.") || ip === "::1") {
    refuse("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  }
  if (ip.startsWith("169.254.") || /^fe[89ab]/i.test(ip)) {
    refuse("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (ip.startsWith("224.0.0.") || /^ff02:/i.test(ip)) {
    refuse("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
  return errors;
}

function validateAddress(address: EndpointAddress, path: FieldPath): FieldError[] {
  const errors = invalidBecause(path.child("ip"), address.ip, ipComplaints(address.ip ?? ""));
  if (address.hostname) {
    const complaints = dnsLabelComplaints(address.hostname);
    errors.push(...invalidBecause(path.child("hostname"), address.hostname, complaints));
  }
  if (errors.length === 0) errors.push(...validateNonSpecialIp(address.ip, path.child("ip")));
  return errors;
}

function validatePort(port: EndpointPort, needsName: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (needsName && !port.name) errors.push(required(path.child("name")));
  else if (port.name) {
    errors.push(...invalidBecause(path.child("name"), port.name, dnsLabelComplaints(port.name)));
  }
  return [
    ...errors,
    ...invalidBecause(path.child("port"), port.port, portNumberComplaints(port.port)),
    ...validateRequiredEnum(port.protocol, ["SCTP", "TCP", "UDP"], path.child("protocol")),
  ];
}
