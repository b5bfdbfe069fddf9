// Which endpoints of a Service's port take traffic.
// https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/
import { isIPv4 } from "node:net";
import type { EndpointSlice } from "#api/discovery/v1";

export interface ProxyEndpoint {
  address: string;
  port: number;
  isLocal: boolean;
  isReady: boolean;
  isServing: boolean;
  isTerminating: boolean;
}

/**
 * All endpoints of the port, from all slices of the Service, without repeats, in a stable order.
 */
export function endpointsOfPort(
  slices: readonly EndpointSlice[],
  port: { portName: string; protocol: string },
  nodeName: string,
): ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const slice of slices) {
    if (slice.addressType !== "IPv4") continue;
    const matching = (slice.ports ?? []).find(
      (one) =>
        (one.name ?? "") === port.portName &&
        (one.protocol ?? "TCP").toLowerCase() === port.protocol,
    );
    if (!matching?.port) continue;
    for (const { addresses, conditions, nodeName: at } of slice.endpoints ?? []) {
      const address = addresses[0];
      if (!address || !isIPv4(address)) continue;
      const isReady = conditions?.ready !== false;
      const endpoint: ProxyEndpoint = {
        address,
        port: matching.port,
        isLocal: at === nodeName,
        isReady,
        isServing: conditions?.serving ?? isReady,
        isTerminating: conditions?.terminating === true,
      };
      const key = `${address}:${matching.port}`;
      // A stale slice may still name an endpoint that a newer one has moved: the ready one counts.
      if (!found.get(key)?.isReady) found.set(key, endpoint);
    }
  }
  return [...found.values()].sort((a, b) =>
    a.address < b.address ? -1 : a.address > b.address ? 1 : a.port - b.port,
  );
}

/** The ready ones; when there are none, those that terminate but still serve. */
export function usableEndpoints(
  endpoints: readonly ProxyEndpoint[],
  policy: { local: boolean },
): ProxyEndpoint[] {
  const candidates = policy.local
    ? endpoints.filter((endpoint) => endpoint.isLocal)
    : [...endpoints];
  const ready = candidates.filter((endpoint) => endpoint.isReady);
  return ready.length > 0
    ? ready
    : candidates.filter((endpoint) => endpoint.isServing && endpoint.isTerminating);
}
