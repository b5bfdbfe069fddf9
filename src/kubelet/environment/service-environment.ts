// Environment variables for Services: WEB_SERVICE_HOST, WEB_PORT_80_TCP and so on.
// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
import type { Service } from "#api/core/v1";

const masterNamespace = "default";
const masterServices: readonly string[] = ["kubernetes"];

/** Variables of the namespace's services, and of the API server's in every namespace. */
export function serviceEnvironment(
  services: readonly Service[],
  namespace: string,
  enableServiceLinks: boolean,
): Map<string, string> {
  const chosen = new Map<string, Service>();
  for (const service of services) {
    const name = service.metadata.name ?? "";
    const clusterIP = service.spec.clusterIP;
    if (clusterIP === undefined || clusterIP === "" || clusterIP === "None") continue;
    const isMaster =
      service.metadata.namespace === masterNamespace && masterServices.includes(name);
    const isOwn = service.metadata.namespace === namespace && enableServiceLinks;
    if (isOwn || (isMaster && !chosen.has(name))) chosen.set(name, service);
  }
  const variables = new Map<string, string>();
  for (const [name, service] of chosen) addService(variables, name, service);
  return variables;
}

function addService(variables: Map<string, string>, name: string, service: Service): void {
  const prefix = variableName(name);
  const host = service.spec.clusterIP ?? "";
  const ports = service.spec.ports ?? [];
  const first = ports[0];
  if (first === undefined) return;
  const address = host.includes(":") ? `[${host}]` : host;
  variables.set(`${prefix}_SERVICE_HOST`, host);
  variables.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const port of ports) {
    if (port.name) {
      variables.set(`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port));
    }
  }
  const url = (protocol: string, port: number): string =>
    `${protocol.toLowerCase()}://${address}:${port}`;
  variables.set(`${prefix}_PORT`, url(first.protocol ?? "TCP", first.port));
  for (const port of ports) {
    const protocol = port.protocol ?? "TCP";
    const key = `${prefix}_PORT_${port.port}_${protocol}`;
    variables.set(key, url(protocol, port.port));
    variables.set(`${key}_PROTO`, protocol.toLowerCase());
    variables.set(`${key}_PORT`, String(port.port));
    variables.set(`${key}_ADDR`, host);
  }
}

function variableName(name: string): string {
  return name.replaceAll("-", "_").toUpperCase();
}
