// Where the proxy subresources of nodes, pods and services lead.
// https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls
import { BlockList, isIP, isIPv6 } from "node:net";
import type { Endpoints, Pod, Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { badRequest, isNotFound, serviceUnavailable } from "#apimachinery";
import type { UpstreamTls } from "#streaming";
import type { ObjectStore } from "../generic-registry/object-store.ts";
import { hostPort, type KubeletTls, kubeletConnection } from "./kubelet-connections.ts";

export interface ProxyTarget {
  /** "http://10.244.0.5:8080" */
  baseUrl: string;
  /** Absent for https: the certificate is not verified, as nobody knows who signed it. */
  tls?: UpstreamTls;
}

export interface ProxyTargetDependencies {
  storeOf(group: string, resource: string): ObjectStore;
  kubeletTls: KubeletTls;
  /** A number in [0, 1), to choose among endpoints. */
  random(): number;
  /** Absent: no loopback, link-local, multicast or unspecified addresses. */
  isAddressAllowed?(address: string): boolean;
}

interface SchemeNamePort {
  scheme: string;
  name: string;
  port: string;
}

/** "name", "name:port" or "scheme:name:port"; undefined for anything else. */
export function splitSchemeNamePort(id: string): SchemeNamePort | undefined {
  const parts = id.split(":");
  if (parts.length > 3) return undefined;
  const [scheme = "", name = "", port = ""] =
    parts.length === 3 ? parts : ["", parts[0] ?? "", parts[1] ?? ""];
  if (name === "" || !["", "http", "https"].includes(scheme)) return undefined;
  return { scheme, name, port };
}

export async function nodeTarget(
  id: string,
  dependencies: ProxyTargetDependencies,
): Promise<ProxyTarget> {
  const { scheme, name, port } = split(id, "node");
  const nodes = dependencies.storeOf("", "nodes");
  // A node that is not there is what the client asked for, so it hears NotFound.
  await nodes.get("", name);
  const kubelet = await kubeletConnection(nodes, name, dependencies.kubeletTls);
  if (port === "" || port === String(kubelet.port)) {
    return { baseUrl: kubelet.baseUrl, tls: kubelet.tls };
  }
  return { baseUrl: `${scheme || "http"}://${hostPort(kubelet.address, portNumber(port))}` };
}

export async function podTarget(
  namespace: string,
  id: string,
  dependencies: ProxyTargetDependencies,
): Promise<ProxyTarget> {
  const { scheme, name, port } = split(id, "pod");
  const pod = (await dependencies.storeOf("", "pods").get(namespace, name)) as unknown as Pod;
  const declared = pod.spec.containers.flatMap((container) => container.ports ?? [])[0];
  const address = pod.status?.podIP ?? pod.status?.podIPs?.[0]?.ip ?? "";
  checkAddress(address, dependencies);
  const chosen = port === "" ? (declared?.containerPort ?? defaultPort(scheme)) : portNumber(port);
  return { baseUrl: `${scheme || "http"}://${hostPort(address, chosen)}` };
}

export async function serviceTarget(
  namespace: string,
  id: string,
  dependencies: ProxyTargetDependencies,
): Promise<ProxyTarget> {
  const { scheme, name, port } = split(id, "service");
  const services = dependencies.storeOf("", "services");
  const service = (await services.get(namespace, name)) as unknown as Service;
  const portName = servicePortName(service, port);
  const candidates = await endpointsOf(namespace, name, { portName, dependencies });
  const chosen = candidates[Math.floor(dependencies.random() * candidates.length)];
  if (!chosen) throw serviceUnavailable(`no endpoints available for service "${id}"`);
  checkAddress(chosen.address, dependencies);
  return { baseUrl: `${scheme || "http"}://${hostPort(chosen.address, chosen.port)}` };
}

function split(id: string, what: string): SchemeNamePort {
  const parts = splitSchemeNamePort(id);
  if (parts) return parts;
  throw badRequest(`invalid ${what} request "${id}"`);
}

/** Endpoints name their ports as the Service does; a number stands for the Service's own port. */
function servicePortName(service: Service, port: string): string {
  if (!/^\d+$/.test(port)) return port;
  const found = service.spec?.ports?.find((candidate) => candidate.port === Number(port));
  if (found) return found.name ?? "";
  throw serviceUnavailable(`no service port ${port} found for service "${service.metadata.name}"`);
}

interface Candidate {
  address: string;
  port: number;
}

async function endpointsOf(
  namespace: string,
  name: string,
  options: { portName: string; dependencies: ProxyTargetDependencies },
): Promise<Candidate[]> {
  const { portName, dependencies } = options;
  const slices = (await dependencies
    .storeOf("discovery.k8s.io", "endpointslices")
    .list(namespace)) as unknown as EndpointSlice[];
  const ofService = slices.filter(
    (slice) => slice.metadata.labels?.["kubernetes.io/service-name"] === name,
  );
  if (ofService.length === 0) return legacyEndpoints(namespace, name, options);
  return ofService.flatMap((slice) => {
    const port = slice.ports?.find((candidate) => (candidate.name ?? "") === portName)?.port;
    if (!port || slice.addressType === "FQDN") return [];
    return (slice.endpoints ?? [])
      .filter((endpoint) => endpoint.conditions?.ready !== false)
      .flatMap((endpoint) => endpoint.addresses.slice(0, 1).map((address) => ({ address, port })));
  });
}

/** Endpoints written by hand, which have no slices until somebody mirrors them. */
async function legacyEndpoints(
  namespace: string,
  name: string,
  { portName, dependencies }: { portName: string; dependencies: ProxyTargetDependencies },
): Promise<Candidate[]> {
  let endpoints: Endpoints;
  try {
    const store = dependencies.storeOf("", "endpoints");
    endpoints = (await store.get(namespace, name)) as unknown as Endpoints;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return (endpoints.subsets ?? []).flatMap((subset) => {
    const port = subset.ports?.find((candidate) => (candidate.name ?? "") === portName)?.port;
    if (!port) return [];
    return (subset.addresses ?? []).map(({ ip }) => ({ address: ip, port }));
  });
}

/** Addresses by which a pod could make the API server talk to itself or its neighbours. */
const refusedAddresses = new BlockList();
refusedAddresses.addSubnet("0.0.0.0", 8, "ipv4");
refusedAddresses.addSubnet("127.0.0.0", 8, "ipv4");
refusedAddresses.addSubnet("169.254.0.0", 16, "ipv4");
refusedAddresses.addSubnet("224.0.0.0", 3, "ipv4");
refusedAddresses.addAddress("::", "ipv6");
refusedAddresses.addAddress("::1", "ipv6");
refusedAddresses.addSubnet("fe80::", 10, "ipv6");
refusedAddresses.addSubnet("ff00::", 8, "ipv6");

function checkAddress(address: string, dependencies: ProxyTargetDependencies): void {
  const { isAddressAllowed = isOrdinary } = dependencies;
  if (isIP(address) === 0 || !isAddressAllowed(address)) throw badRequest("address not allowed");
}

function isOrdinary(address: string): boolean {
  return !refusedAddresses.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function defaultPort(scheme: string): number {
  return scheme === "https" ? 443 : 80;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw badRequest(`invalid port "${text}"`);
}
