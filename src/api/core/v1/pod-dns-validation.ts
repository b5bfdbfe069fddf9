// What the DNS settings and names of a pod must satisfy.
// https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
import {
  dns1123SubdomainComplaints,
  type FieldError,
  type FieldPath,
  invalidBecause,
  invalidValue,
  ipComplaints,
  required,
} from "#apimachinery";
import { dnsLabelComplaints, validateOrderedEnum } from "../../meta/v1/index.ts";
import type { PodDNSConfig, PodSpec } from "./types.generated.ts";

const nameserverLimit = 3;
const searchLimit = 32;
const searchCharacterLimit = 2048;

export function validatePodDns(spec: PodSpec, path: FieldPath): FieldError[] {
  const policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
  const errors = [
    ...(spec.dnsPolicy
      ? validateOrderedEnum(spec.dnsPolicy, policies, path.child("dnsPolicy"))
      : [required(path.child("dnsPolicy"))]),
    ...validateConfig(spec.dnsConfig, spec.dnsPolicy === "None", path.child("dnsConfig")),
  ];
  for (const field of ["hostname", "subdomain"] as const) {
    const value = spec[field];
    if (value) errors.push(...invalidBecause(path.child(field), value, dnsLabelComplaints(value)));
  }
  if (spec.hostnameOverride) {
    const at = path.child("hostnameOverride");
    const complaints = dns1123SubdomainComplaints(spec.hostnameOverride);
    errors.push(...invalidBecause(at, spec.hostnameOverride, complaints));
  }
  for (const [index, { ip, hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
    const at = path.child("hostAliases").index(index);
    errors.push(...invalidBecause(at.child("ip"), ip, ipComplaints(ip ?? "")));
    for (const [i, hostname] of hostnames.entries()) {
      const complaints = dns1123SubdomainComplaints(hostname);
      errors.push(...invalidBecause(at.child("hostnames").index(i), hostname, complaints));
    }
  }
  return errors;
}

function validateConfig(
  config: PodDNSConfig | undefined,
  isNeeded: boolean,
  path: FieldPath,
): FieldError[] {
  const servers = path.child("nameservers");
  if (config === undefined) {
    const detail = "must provide `dnsConfig` when `dnsPolicy` is None";
    return isNeeded ? [required(path, detail)] : [];
  }
  const { nameservers = [], searches = [], options = [] } = config;
  const errors: FieldError[] = [];
  if (isNeeded && nameservers.length === 0) {
    const detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
    errors.push(required(servers, detail));
  }
  if (nameservers.length > nameserverLimit) {
    const detail = `must not have more than ${nameserverLimit} nameservers`;
    errors.push(invalidValue(servers, nameservers, detail));
  }
  for (const [index, address] of nameservers.entries()) {
    errors.push(...invalidBecause(servers.index(index), address, ipComplaints(address)));
  }
  const searchPath = path.child("searches");
  if (searches.length > searchLimit) {
    const detail = `must not have more than ${searchLimit} search paths`;
    errors.push(invalidValue(searchPath, searches, detail));
  }
  if (searches.join(" ").length > searchCharacterLimit) {
    const detail = `must not have more than ${searchCharacterLimit} characters (including spaces) in the search list`;
    errors.push(invalidValue(searchPath, searches, detail));
  }
  for (const [index, search] of searches.entries()) {
    const name = search === "." ? "" : search.replace(/\.$/, "").replaceAll("_", "-");
    if (name === "") continue;
    errors.push(
      ...invalidBecause(searchPath.index(index), search, dns1123SubdomainComplaints(name)),
    );
  }
  for (const [index, { name }] of options.entries()) {
    if (!name) errors.push(required(path.child("options").index(index), "must not be empty"));
  }
  return errors;
}
