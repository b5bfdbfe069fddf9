// What an EndpointSlice must satisfy.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import {
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  invalidBecause,
  invalidValue,
  ipComplaints,
  isIpv4,
  isIpv6,
  labelValueComplaints,
  portNumberComplaints,
  qualifiedNameComplaints,
  required,
  tooMany,
  validateImmutable,
  validateLabels,
} from "#apimachinery";
import { validateNonSpecialIp } from "../../core/v1/index.ts";
import { dnsLabelComplaints, validateRequiredEnum } from "../../meta/v1/index.ts";
import type { Endpoint, EndpointHints, EndpointPort, EndpointSlice } from "./types.generated.ts";

const endpointLimit = 1000;
const addressLimit = 100;
const portLimit = 20000;
const topologyLimit = 16;
const hintLimit = 8;

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
    errors.push(...validateAddress(address, addressType, { path: addressesPath, index }));
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
  errors.push(...validateTopology(endpoint.deprecatedTopology, path.child("deprecatedTopology")));
  if (endpoint.hints) errors.push(...validateHints(endpoint.hints, path.child("hints")));
  return errors;
}

/** `list`: where Kubernetes reports an address of the other family. */
function validateAddress(address: string, addressType: string, list: ListedPath): FieldError[] {
  const path = list.path.index(list.index);
  if (addressType === "FQDN") {
    return invalidBecause(path, address, dns1123SubdomainComplaints(address));
  }
  if (addressType !== "IPv4" && addressType !== "IPv6") return [];
  const complaints = ipComplaints(address);
  if (complaints.length > 0) return invalidBecause(path, address, complaints);
  const fits = addressType === "IPv4" ? isIpv4(address) : isIpv6(address);
  return [
    ...(fits ? [] : [invalidValue(list.path, address, `must be an ${addressType} address`)]),
    ...validateNonSpecialIp(address, path),
  ];
}

interface ListedPath {
  path: FieldPath;
  index: number;
}

function validateTopology(
  topology: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  const count = Object.keys(topology ?? {}).length;
  return [
    ...(count > topologyLimit ? [tooMany(path, count, topologyLimit)] : []),
    ...validateLabels(topology, path),
  ];
}

function validateHints(
  { forZones = [], forNodes = [] }: EndpointHints,
  path: FieldPath,
): FieldError[] {
  const zones = validateHintNames(forZones, labelValueComplaints, path.child("forZones"));
  if (forZones.length > hintLimit) return zones;
  return [
    ...zones,
    ...validateHintNames(forNodes, dns1123SubdomainComplaints, path.child("forNodes")),
  ];
}

function validateHintNames(
  hints: readonly { name: string }[],
  complaintsOf: (name: string) => string[],
  path: FieldPath,
): FieldError[] {
  if (hints.length > hintLimit) return [tooMany(path, hints.length, hintLimit)];
  const names = new Set<string>();
  return hints.flatMap(({ name = "" }, index) => {
    const at = path.index(index).child("name");
    const errors = names.has(name) ? [duplicate(at, name)] : [];
    names.add(name);
    return [...errors, ...invalidBecause(at, name, complaintsOf(name))];
  });
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
    // Kubernetes takes any number; one that is no port would break the rules of the service proxy.
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
