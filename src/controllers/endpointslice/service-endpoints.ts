// What the pods behind a Service mean as endpoints: addresses, conditions, ports.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import type { Node, Pod, Service, ServicePort } from "#api/core/v1";
import type { Endpoint, EndpointHints, EndpointPort } from "#api/discovery/v1";
import { isPodReady, isPodTerminal, labels as labelNames } from "#component-helpers";

export type AddressType = "IPv4" | "IPv6";

/** Endpoints that share their ports; each such group has slices of its own. */
export interface EndpointGroup {
  addressType: string;
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === "None";
}

/** Whether controllers make the endpoints; a Service without selector is its owner's affair. */
export function hasSelectedPods(service: Service): boolean {
  const { selector, type } = service.spec;
  return type !== "ExternalName" && selector !== undefined && Object.keys(selector).length > 0;
}

export function addressTypesOf(service: Service): AddressType[] {
  const { ipFamilies, clusterIP } = service.spec;
  if (ipFamilies && ipFamilies.length > 0) return ipFamilies as AddressType[];
  return [clusterIP?.includes(":") ? "IPv6" : "IPv4"];
}

/** Pods that have finished or have no address yet are no endpoints. */
export function isEndpoint(pod: Pod): boolean {
  return !isPodTerminal(pod) && addressesOf(pod).length > 0;
}

export function addressesOf(pod: Pod, type?: AddressType): string[] {
  const { podIPs, podIP } = pod.status ?? {};
  const all = podIPs?.length ? podIPs.map((entry) => entry.ip) : podIP ? [podIP] : [];
  return type ? all.filter((ip) => ip.includes(":") === (type === "IPv6")) : all;
}

/** The number of the port in the pod; undefined when no container names it. */
export function targetPortOf(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === "number") return target === 0 ? port.port : target;
  const { protocol = "TCP" } = port;
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container) => container.restartPolicy === "Always",
  );
  for (const container of [...pod.spec.containers, ...sidecars]) {
    for (const declared of container.ports ?? []) {
      const isSame = declared.name === target && (declared.protocol ?? "TCP") === protocol;
      if (isSame) return declared.containerPort;
    }
  }
  return undefined;
}

/** Pods with the same ports are one group; without any, one empty group per address type. */
export function groupEndpoints(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): EndpointGroup[] {
  const groups: EndpointGroup[] = [];
  for (const addressType of addressTypesOf(service)) {
    const byPorts = new Map<string, EndpointGroup>();
    for (const pod of pods) {
      const addresses = addressesOf(pod, addressType);
      if (!isEndpoint(pod) || addresses.length === 0) continue;
      const ports = portsOf(service, pod);
      const key = portsKey(ports);
      const group = byPorts.get(key) ?? { addressType, ports, endpoints: [] };
      byPorts.set(key, group);
      const node = pod.spec.nodeName ? nodeOf(pod.spec.nodeName) : undefined;
      group.endpoints.push(endpointOf(service, pod, { addresses, node }));
    }
    if (byPorts.size === 0) groups.push({ addressType, ports: [], endpoints: [] });
    else groups.push(...byPorts.values());
  }
  return groups;
}

export function portsKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(({ name = "", protocol = "TCP", port = 0, appProtocol = "" }) =>
      [name, protocol, port, appProtocol].join(" "),
    )
    .sort()
    .join(",");
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = targetPortOf(pod, servicePort);
    if (port === undefined) continue;
    const { name = "", protocol = "TCP", appProtocol } = servicePort;
    ports.push({ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) });
  }
  return ports;
}

function endpointOf(
  service: Service,
  pod: Pod,
  place: { addresses: string[]; node: Node | undefined },
): Endpoint {
  const { name = "", namespace = "", uid = "", deletionTimestamp } = pod.metadata;
  const { nodeName } = pod.spec;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const ready = Boolean(service.spec.publishNotReadyAddresses) || (serving && !terminating);
  const zone = place.node?.metadata.labels?.[labelNames.topologyZone];
  const hostname = hostnameOf(service, pod);
  const hints = ready ? hintsOf(service, zone, nodeName) : undefined;
  return {
    addresses: place.addresses,
    conditions: { ready, serving, terminating },
    targetRef: { kind: "Pod", namespace, name, uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...(hostname ? { hostname } : {}),
    ...(hints ? { hints } : {}),
  };
}

/** Only pods that name this Service as their subdomain have a name of their own in DNS. */
export function hostnameOf(service: Service, pod: Pod): string | undefined {
  const { hostname, subdomain } = pod.spec;
  return hostname && subdomain === service.metadata.name ? hostname : undefined;
}

function hintsOf(
  service: Service,
  zone: string | undefined,
  nodeName: string | undefined,
): EndpointHints | undefined {
  const forZones = zone ? { forZones: [{ name: zone }] } : {};
  switch (service.spec.trafficDistribution) {
    case "PreferClose":
    case "PreferSameZone":
      return zone ? forZones : undefined;
    case "PreferSameNode":
      return nodeName ? { forNodes: [{ name: nodeName }], ...forZones } : undefined;
    default:
      return undefined;
  }
}
