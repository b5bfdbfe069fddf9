// What an EndpointSlice must satisfy.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import {
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  isIpv4,
  isIpv6,
  portNumberComplaints,
  qualifiedNameComplaints,
  required,
  tooMany,
  validateImmutable,
} from "#apimachinery";
import { validateNonSpecialIp } from "../../core/v1/index.ts";
import { dnsLabelComplaints, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { Endpoint, EndpointPort, EndpointSlice } from "./types.generated.ts";

const endpointLimit = 1000;
const addressLimit = 100;
const portLimit = 20000;

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  return [
    ...validateRequiredEnum(
      slice.addressType,
      ["FQDN", "IPv4", "IPv6"],
      FieldPath.of("addressType"),
    ),
    ...validateEndpoints(slice.endpoints ?? [], slice.addressType),
    ...validatePorts(slice.ports ?? []),
  ];
}

export function validateEndpointSliceUpdate(
  slice: EndpointSlice,
  old: EndpointSlice,
): FieldError[] {
  return [
    ...validateEndpointSlice(slice),
    ...validateImmutable(slice.addressType, old.addressType, FieldPath.of("addressType")),
  ];
}

function validateEndpoints(endpoints: readonly Endpoint[], addressType: string): FieldError[] {
  const path = FieldPath.of("endpoints");
  if (endpoints.length > endpointLimit) {
    return [tooMany(path, endpoints.length, endpointLimit)];
  }
  return endpoints.flatMap((each, i) => validateEndpoint(each, addressType, path.index(i)));
}

function validateEndpoint(endpoint: Endpoint, addressType: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const addresses = endpoint.addresses ?? [];
  const addressesPath = path.child("addresses");
  if (addresses.length === 0) {
    errors.push(required(addressesPath, "must contain at least 1 address"));
  } else if (addresses.length > addressLimit) {
    errors.push(tooMany(addressesPath, addresses.length, addressLimit));
  }
  for (const [index, address] of addresses.entries()) {
    errors.push(...validateAddress(address, addressType, addressesPath.index(index)));
  }
  const { hostname, nodeName } = endpoint;
  if (nodeName !== undefined) {
    const complaints = dns1123SubdomainComplaints(nodeName);
    errors.push(...invalidBecause(path.child("nodeName"), nodeName, complaints));
  }
  if (hostname !== undefined) {
    const complaints = dnsLabelComplaints(hostname);
    errors.push(...invalidBecause(path.child("hostname"), hostname, complaints));
  }
  return errors;
}

function validateAddress(address: string, addressType: string, path: FieldPath): FieldError[] {
  switch (addressType) {
    case "IPv4":
      return isIpv4(address)
        ? validateNonSpecialIp(address, path)
        : [invalidValue(path, address, "must be a valid IPv4 address")];
    case "IPv6":
      return isIpv6(address)
        ? validateNonSpecialIp(address, path)
        : [invalidValue(path, address, "must be a valid IPv6 address")];
    case "FQDN":
      return invalidBecause(path, address, dns1123SubdomainComplaints(address));
    default:
      return [];
  }
}

function validatePorts(ports: readonly EndpointPort[]): FieldError[] {
  const path = FieldPath.of("ports");
  if (ports.length > portLimit) return [tooMany(path, ports.length, portLimit)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, { name = "", protocol, port, appProtocol }] of ports.entries()) {
    const at = path.index(index);
    if (name !== "") {
      errors.push(...invalidBecause(at.child("name"), name, dnsLabelComplaints(name)));
    }
    if (names.has(name)) errors.push(duplicate(at.child("name"), name));
    names.add(name);
    const protocols = ["SCTP", "TCP", "UDP"];
    errors.push(...validateRequiredEnum(protocol, protocols, at.child("protocol")));
    if (port !== undefined) {
      errors.push(...invalidBecause(at.child("port"), port, portNumberComplaints(port)));
    }
    if (appProtocol !== undefined) {
      const complaints = qualifiedNameComplaints(appProtocol);
      errors.push(...invalidBecause(at.child("appProtocol"), appProtocol, complaints));
    }
  }
  return errors;
}
