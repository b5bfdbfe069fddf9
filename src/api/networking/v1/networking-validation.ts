// What Ingress, NetworkPolicy, IPAddress and ServiceCIDR must satisfy.
// https://kubernetes.io/docs/concepts/services-networking/
import {
  cidrComplaints,
  dns1035LabelComplaints,
  dns1123SubdomainComplaints,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  isIp,
  portNameComplaints,
  portNumberComplaints,
  required,
  validateImmutable,
  wildcardDns1123SubdomainComplaints,
} from "#apimachinery";
import { validateEnum, validateLabelSelector } from "../../meta/v1/index.ts";
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IPAddress,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  ServiceCIDR,
} from "./types.generated.ts";

const specPath = FieldPath.of("spec");

export function validateIngress({ spec }: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.rules?.length && spec.defaultBackend === undefined) {
    errors.push(
      invalidValue(
        specPath,
        spec.rules ?? [],
        "either `defaultBackend` or `rules` must be specified",
      ),
    );
  }
  if (spec.defaultBackend) {
    errors.push(...validateBackend(spec.defaultBackend, specPath.child("defaultBackend")));
  }
  for (const [index, rule] of (spec.rules ?? []).entries()) {
    const path = specPath.child("rules").index(index);
    if (rule.host) errors.push(...validateHost(rule.host, path.child("host")));
    if (rule.http === undefined) continue;
    const pathsPath = path.child("http").child("paths");
    if (!rule.http.paths?.length) errors.push(required(pathsPath));
    for (const [i, each] of (rule.http.paths ?? []).entries()) {
      errors.push(...validateIngressPath(each, pathsPath.index(i)));
    }
  }
  if (spec.ingressClassName !== undefined) {
    const complaints = dns1123SubdomainComplaints(spec.ingressClassName);
    errors.push(
      ...invalidBecause(specPath.child("ingressClassName"), spec.ingressClassName, complaints),
    );
  }
  return errors;
}

function validateHost(host: string, path: FieldPath): FieldError[] {
  if (isIp(host)) return [invalidValue(path, host, "must be a DNS name, not an IP address")];
  const complaints = host.includes("*")
    ? wildcardDns1123SubdomainComplaints(host)
    : dns1123SubdomainComplaints(host);
  return invalidBecause(path, host, complaints);
}

function validateIngressPath(each: HTTPIngressPath, path: FieldPath): FieldError[] {
  const types = ["Exact", "ImplementationSpecific", "Prefix"];
  const errors = each.pathType
    ? validateEnum(each.pathType, types, path.child("pathType"))
    : [required(path.child("pathType"), "pathType must be specified")];
  const needsSlash = each.pathType !== "ImplementationSpecific" || Boolean(each.path);
  if (needsSlash && !each.path?.startsWith("/")) {
    errors.push(invalidValue(path.child("path"), each.path ?? "", "must be an absolute path"));
  }
  return [...errors, ...validateBackend(each.backend ?? {}, path.child("backend"))];
}

function validateBackend(backend: IngressBackend, path: FieldPath): FieldError[] {
  const { resource, service } = backend;
  if (resource && service) {
    return [invalidValue(path, "", "cannot set both resource and service backends")];
  }
  if (resource) return [];
  if (!service) return [required(path, "resource or service backend is required")];
  const servicePath = path.child("service");
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(servicePath.child("name")));
  else {
    const complaints = dns1035LabelComplaints(service.name);
    errors.push(...invalidBecause(servicePath.child("name"), service.name, complaints));
  }
  const { name, number } = service.port ?? {};
  if (name && number) {
    errors.push(invalidValue(path, "", "cannot set both port name & port number"));
  } else if (name) {
    const at = servicePath.child("port").child("name");
    errors.push(...invalidBecause(at, name, portNameComplaints(name)));
  } else if (number) {
    const at = servicePath.child("port").child("number");
    errors.push(...invalidBecause(at, number, portNumberComplaints(number)));
  } else errors.push(required(path, "port name or number is required"));
  return errors;
}

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, specPath.child("podSelector"));
  for (const [index, { from = [], ports = [] }] of (spec.ingress ?? []).entries()) {
    const path = specPath.child("ingress").index(index);
    errors.push(...ports.flatMap((p, i) => validatePolicyPort(p, path.child("ports").index(i))));
    errors.push(...from.flatMap((p, i) => validatePeer(p, path.child("from").index(i))));
  }
  for (const [index, { to = [], ports = [] }] of (spec.egress ?? []).entries()) {
    const path = specPath.child("egress").index(index);
    errors.push(...ports.flatMap((p, i) => validatePolicyPort(p, path.child("ports").index(i))));
    errors.push(...to.flatMap((p, i) => validatePeer(p, path.child("to").index(i))));
  }
  for (const [index, type] of (spec.policyTypes ?? []).entries()) {
    const path = specPath.child("policyTypes").index(index);
    errors.push(...validateEnum(type, ["Egress", "Ingress"], path));
  }
  return errors;
}

function validatePolicyPort(port: NetworkPolicyPort, path: FieldPath): FieldError[] {
  const errors = validateEnum(port.protocol, ["SCTP", "TCP", "UDP"], path.child("protocol"));
  const at = path.child("port");
  if (typeof port.port === "number") {
    errors.push(...invalidBecause(at, port.port, portNumberComplaints(port.port)));
    if (port.endPort !== undefined && port.endPort < port.port) {
      const detail = "must be greater than or equal to `port`";
      errors.push(invalidValue(path.child("endPort"), port.endPort, detail));
    }
    return errors;
  }
  if (port.port !== undefined) {
    errors.push(...invalidBecause(at, port.port, portNameComplaints(port.port)));
    if (port.endPort !== undefined) {
      const detail = "may not be specified when `port` is non-numeric";
      errors.push(invalidValue(path.child("endPort"), port.endPort, detail));
    }
  } else if (port.endPort !== undefined) {
    const detail = "may not be specified when `port` is not specified";
    errors.push(invalidValue(path.child("endPort"), port.endPort, detail));
  }
  return errors;
}

function validatePeer(peer: NetworkPolicyPeer, path: FieldPath): FieldError[] {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (!ipBlock && !namespaceSelector && !podSelector) {
    return [required(path, "must specify a peer")];
  }
  if (ipBlock && (namespaceSelector || podSelector)) {
    const detail = "may not specify both ipBlock and another peer";
    return [forbiddenField(path, detail)];
  }
  return [
    ...validateLabelSelector(podSelector, path.child("podSelector")),
    ...validateLabelSelector(namespaceSelector, path.child("namespaceSelector")),
    ...(ipBlock
      ? invalidBecause(
          path.child("ipBlock").child("cidr"),
          ipBlock.cidr,
          cidrComplaints(ipBlock.cidr ?? ""),
        )
      : []),
    ...(ipBlock?.except ?? []).flatMap((cidr, index) =>
      invalidBecause(
        path.child("ipBlock").child("except").index(index),
        cidr,
        cidrComplaints(cidr),
      ),
    ),
  ];
}

export function validateIPAddress({ spec }: IPAddress): FieldError[] {
  const path = specPath.child("parentRef");
  if (spec?.parentRef === undefined) return [required(path)];
  const errors: FieldError[] = [];
  if (!spec.parentRef.resource) errors.push(required(path.child("resource")));
  if (!spec.parentRef.name) errors.push(required(path.child("name")));
  return errors;
}

export function validateServiceCIDR({ spec }: ServiceCIDR): FieldError[] {
  const path = specPath.child("cidrs");
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [required(path, "at least one CIDR required")];
  if (cidrs.length > 2) {
    const detail = "may only hold up to 2 values";
    return [invalidValue(path, cidrs, detail)];
  }
  return cidrs.flatMap((cidr, i) => invalidBecause(path.index(i), cidr, cidrComplaints(cidr)));
}

export function validateServiceCIDRUpdate(object: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  return [
    ...validateServiceCIDR(object),
    ...validateImmutable(object.spec.cidrs, old.spec.cidrs, specPath.child("cidrs")),
  ];
}
