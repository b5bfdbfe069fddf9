// What a Service must satisfy.
// https://kubernetes.io/docs/concepts/services-networking/service/
import {
  cidrComplaints,
  dns1123SubdomainComplaints,
  duplicate,
  type FieldError,
  FieldPath,
  forbiddenField,
  invalidBecause,
  invalidValue,
  ipComplaints,
  notSupported,
  portNameComplaints,
  portNumberComplaints,
  qualifiedNameComplaints,
  required,
  validateLabels,
} from "#apimachinery";
import {
  dnsLabelComplaints,
  validateEnum,
  validateOrderedEnum,
  validateRequiredEnum,
} from "../../meta/v1/index.ts";
import { validateNonSpecialIp } from "./endpoints-validation.ts";
import { isExternallyAccessible } from "./service-defaults.ts";
import type { Service, ServicePort, ServiceSpec } from "./types.generated.ts";

const specPath = FieldPath.of("spec");
const serviceTypes = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const affinityLimitSeconds = 86400;

export function validateService({ spec }: Service): FieldError[] {
  return [
    ...validatePorts(spec),
    ...validateTypeRules(spec),
    ...validateLabels(spec.selector, specPath.child("selector")),
    ...validateSessionAffinity(spec),
    ...validateClusterIps(spec),
    ...validateFamilies(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, index) => {
      const path = specPath.child("externalIPs").index(index);
      const complaints = ipComplaints(ip);
      return complaints.length > 0
        ? invalidBecause(path, ip, complaints)
        : validateNonSpecialIp(ip, path);
    }),
    ...validateRequiredEnum(spec.type, serviceTypes, specPath.child("type")),
    ...validateTrafficPolicies(spec),
    ...validateLoadBalancerFields(spec),
  ];
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors: FieldError[] = [];
  const { spec } = service;
  const kept = spec.type !== "ExternalName" && old.spec.type !== "ExternalName";
  const before = old.spec.clusterIPs ?? [];
  if (kept && before[0] && spec.clusterIPs?.[0] !== before[0]) {
    const path = specPath.child("clusterIPs").index(0);
    errors.push(invalidValue(path, spec.clusterIPs ?? [], "may not change once set"));
  }
  const family = old.spec.ipFamilies?.[0];
  if (kept && family && spec.ipFamilies?.[0] !== family) {
    const path = specPath.child("ipFamilies").index(0);
    errors.push(invalidValue(path, spec.ipFamilies ?? [], "may not change once set"));
  }
  return [...errors, ...validateService(service)];
}

function isHeadless(spec: ServiceSpec): boolean {
  return (spec.clusterIPs?.[0] ?? spec.clusterIP) === "None";
}

function validateTypeRules(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const clusterIps = specPath.child("clusterIPs");
  if ((spec.type === "LoadBalancer" || spec.type === "NodePort") && isHeadless(spec)) {
    const detail = `may not be set to 'None' for ${spec.type} services`;
    errors.push(invalidValue(clusterIps.index(0), "None", detail));
  }
  if (spec.type !== "ExternalName") return errors;
  if ((spec.clusterIPs?.length ?? 0) > 0 || spec.clusterIP) {
    errors.push(forbiddenField(clusterIps, "may not be set for ExternalName services"));
  }
  if (spec.ipFamilies?.length) {
    const detail = "may not be set for ExternalName services";
    errors.push(forbiddenField(specPath.child("ipFamilies"), detail));
  }
  if (spec.ipFamilyPolicy) {
    const detail = "may not be set for ExternalName services";
    errors.push(forbiddenField(specPath.child("ipFamilyPolicy"), detail));
  }
  const path = specPath.child("externalName");
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") errors.push(required(path));
  else errors.push(...invalidBecause(path, name, dns1123SubdomainComplaints(name)));
  return errors;
}

function validatePorts(spec: ServiceSpec): FieldError[] {
  const path = specPath.child("ports");
  const ports = spec.ports ?? [];
  const needsPorts = !isHeadless(spec) && spec.type !== "ExternalName";
  if (ports.length === 0) return needsPorts ? [required(path)] : [];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const numbers = new Set<string>();
  const nodePorts = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = path.index(index);
    errors.push(...validatePort(port, ports.length > 1, at));
    if (port.name) {
      if (names.has(port.name)) errors.push(duplicate(at.child("name"), port.name));
      names.add(port.name);
    }
    const { protocol = "TCP", nodePort } = port;
    const key = `${protocol}/${port.port}`;
    if (numbers.has(key)) {
      errors.push(duplicate(at, internalPort(protocol, port.port)));
    }
    numbers.add(key);
    if (!nodePort) continue;
    const isClusterIp = spec.type === "ClusterIP" || spec.type === "ExternalName";
    if (isClusterIp) {
      const detail = `may not be used when \`type\` is '${spec.type}'`;
      errors.push(forbiddenField(at.child("nodePort"), detail));
    }
    const nodeKey = `${protocol}/${nodePort}`;
    if (nodePorts.has(nodeKey)) errors.push(duplicate(at.child("nodePort"), nodePort));
    nodePorts.add(nodeKey);
  }
  return errors;
}

/** As Kubernetes prints what must be unique: its own type with nothing but these two set. */
function internalPort(protocol: string, port: number): object {
  return {
    Name: "",
    Protocol: protocol,
    AppProtocol: null,
    Port: port,
    TargetPort: 0,
    NodePort: 0,
  };
}

function validatePort(port: ServicePort, needsName: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (needsName && !port.name) errors.push(required(path.child("name")));
  else if (port.name) {
    errors.push(...invalidBecause(path.child("name"), port.name, dnsLabelComplaints(port.name)));
  }
  errors.push(
    ...invalidBecause(path.child("port"), port.port ?? 0, portNumberComplaints(port.port)),
    ...validateRequiredEnum(port.protocol, ["SCTP", "TCP", "UDP"], path.child("protocol")),
  );
  const { targetPort, appProtocol } = port;
  const targetPath = path.child("targetPort");
  if (typeof targetPort === "number") {
    errors.push(...invalidBecause(targetPath, targetPort, portNumberComplaints(targetPort)));
  } else if (targetPort !== undefined) {
    errors.push(...invalidBecause(targetPath, targetPort, portNameComplaints(targetPort)));
  }
  if (appProtocol !== undefined) {
    const complaints = qualifiedNameComplaints(appProtocol);
    errors.push(...invalidBecause(path.child("appProtocol"), appProtocol, complaints));
  }
  return errors;
}

function validateSessionAffinity(spec: ServiceSpec): FieldError[] {
  const affinity = spec.sessionAffinity;
  const path = specPath.child("sessionAffinity");
  const errors = validateRequiredEnum(affinity, ["ClientIP", "None"], path);
  if (affinity !== "ClientIP") return errors;
  const at = specPath.child("sessionAffinityConfig").child("clientIP").child("timeoutSeconds");
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) return [...errors, required(at)];
  if (seconds <= 0 || seconds > affinityLimitSeconds) {
    const detail = `must be greater than 0 and less than ${affinityLimitSeconds}`;
    errors.push(invalidValue(at, seconds, detail));
  }
  return errors;
}

function validateClusterIps(spec: ServiceSpec): FieldError[] {
  const path = specPath.child("clusterIPs");
  const ips = spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (ips.length > 0 && spec.clusterIP !== ips[0]) {
    const detail = "first value must match `clusterIP`";
    errors.push(invalidValue(path, ips, detail));
  }
  if (ips.length > 1) {
    const detail = "may only hold one value in a single-stack cluster";
    errors.push(invalidValue(path, ips, detail));
  }
  for (const [index, ip] of ips.entries()) {
    if (ip === "None" && index === 0) continue;
    errors.push(...invalidBecause(path.index(index), ip, ipComplaints(ip)));
  }
  return errors;
}

/** The service network has IPv4 only. */
function validateFamilies(spec: ServiceSpec): FieldError[] {
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  const policyPath = specPath.child("ipFamilyPolicy");
  const errors = validateEnum(spec.ipFamilyPolicy, policies, policyPath);
  if (spec.ipFamilyPolicy === "RequireDualStack" && spec.selector && !isHeadless(spec)) {
    const detail = "this cluster is not configured for dual-stack services";
    errors.push(invalidValue(policyPath, spec.ipFamilyPolicy, detail));
  }
  const seen = new Set<string>();
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    const path = specPath.child("ipFamilies").index(index);
    if (family !== "IPv4" && family !== "IPv6") {
      errors.push(notSupported(path, family, ["IPv4", "IPv6"]));
    } else if (seen.has(family)) errors.push(duplicate(path, family));
    else if (family === "IPv6") {
      errors.push(invalidValue(path, family, "not configured on this cluster"));
    }
    seen.add(family);
  }
  return errors;
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const policies = ["Cluster", "Local"];
  const external = specPath.child("externalTrafficPolicy");
  const internal = specPath.child("internalTrafficPolicy");
  const errors: FieldError[] = [];
  if (!isExternallyAccessible(spec)) {
    if (spec.externalTrafficPolicy !== undefined) {
      const detail = "may only be set for externally-accessible services";
      errors.push(invalidValue(external, spec.externalTrafficPolicy, detail));
    }
  } else errors.push(...validateRequiredEnum(spec.externalTrafficPolicy, policies, external));
  if (spec.type === "ExternalName") return errors;
  return [
    ...errors,
    ...validateRequiredEnum(spec.internalTrafficPolicy, policies, internal),
    ...validateOrderedEnum(
      spec.trafficDistribution,
      ["PreferClose", "PreferSameZone", "PreferSameNode"],
      specPath.child("trafficDistribution"),
    ),
  ];
}

function validateLoadBalancerFields(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const isLoadBalancer = spec.type === "LoadBalancer";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  // Kubernetes spells this path with a capital.
  const rangesPath = specPath.child("LoadBalancerSourceRanges");
  if (!isLoadBalancer) {
    const detail = "may only be used when `type` is 'LoadBalancer'";
    if (ranges.length > 0) errors.push(forbiddenField(rangesPath, detail));
    for (const field of ["allocateLoadBalancerNodePorts", "loadBalancerClass"] as const) {
      if (spec[field] === undefined) continue;
      errors.push(forbiddenField(specPath.child(field), detail));
    }
  }
  for (const [index, padded] of ranges.entries()) {
    const range = padded.trim();
    errors.push(...invalidBecause(rangesPath.index(index), range, cidrComplaints(range)));
  }
  const wantsHealthPort = isLoadBalancer && spec.externalTrafficPolicy === "Local";
  if (spec.healthCheckNodePort && !wantsHealthPort) {
    const detail =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    const path = specPath.child("healthCheckNodePort");
    errors.push(invalidValue(path, spec.healthCheckNodePort, detail));
  }
  return errors;
}
