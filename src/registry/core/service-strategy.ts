// What happens to a Service when it is written: addresses and ports are given out, kept on updates
// that leave them out, and given back.
// https://kubernetes.io/docs/concepts/services-networking/service/
import { ipAddresses, services } from "#api";
import { type Service, type ServiceSpec, validateServiceUpdate } from "#api/core/v1";
import { semanticEqual } from "#api/meta/v1";
import { type FieldError, FieldPath, invalid, invalidValue } from "#apimachinery";
import type { ObjectStore, WriteContext } from "#apiserver";
import type { TypedStrategy } from "../define-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import { ClusterIpAllocator, ClusterIpError } from "./service-cluster-ip.ts";
import { NodePortAllocator, NodePortError } from "./service-node-port.ts";

export class ServiceAllocation implements TypedStrategy<Service> {
  readonly #clusterIps: ClusterIpAllocator;
  readonly #nodePorts: NodePortAllocator;
  /** The address that a create claimed, "" for none; it alone is given back when the create fails. */
  readonly #claimedByCreate = new WeakMap<Service, string>();

  constructor({ clock, random, serviceClusterIpRange, serviceNodePortRange }: Dependencies) {
    this.#clusterIps = new ClusterIpAllocator(serviceClusterIpRange, random);
    this.#nodePorts = new NodePortAllocator({ ...serviceNodePortRange, clock, random });
  }

  async prepareForCreate(service: Service, context: WriteContext): Promise<void> {
    normalizeClusterIps(service.spec);
    applyFamilyDefaults(service.spec);
    this.#claimedByCreate.set(service, "");
    await this.#allocate(service, undefined, context);
  }

  async prepareForUpdate(service: Service, old: Service, context: WriteContext): Promise<void> {
    followClusterIp(service.spec, old.spec);
    keepAllocated(service.spec, old.spec);
    dropWhatTypeForbids(service.spec, old.spec);
    normalizeClusterIps(service.spec);
    applyFamilyDefaults(service.spec);
    // An update that will be refused takes and gives back nothing.
    if (validateServiceUpdate(service, old).length > 0) return;
    await this.#allocate(service, old, context);
    if (hasClusterIp(old.spec) && !needsClusterIp(service.spec) && !context.dryRun) {
      await this.#clusterIps.release(addressStore(context), clusterIpOf(old.spec), reference(old));
    }
  }

  async release(service: Service, context: WriteContext): Promise<void> {
    const { spec } = service;
    for (const { nodePort } of spec.ports ?? []) if (nodePort) this.#nodePorts.release(nodePort);
    if (spec.healthCheckNodePort) this.#nodePorts.release(spec.healthCheckNodePort);
    const claimed =
      this.#claimedByCreate.get(service) ?? (hasClusterIp(spec) ? clusterIpOf(spec) : "");
    if (claimed === "" || context.dryRun) return;
    await this.#clusterIps.release(addressStore(context), claimed, reference(service));
  }

  async #allocate(
    service: Service,
    old: Service | undefined,
    context: WriteContext,
  ): Promise<void> {
    const errors = await this.#allocateNodePorts(service, old, context);
    if (errors.length === 0) errors.push(...(await this.#allocateClusterIp(service, old, context)));
    if (errors.length > 0) throw invalid(services, service.metadata.name ?? "", errors);
  }

  async #allocateClusterIp(
    service: Service,
    old: Service | undefined,
    context: WriteContext,
  ): Promise<FieldError[]> {
    const { spec } = service;
    const current = clusterIpOf(spec);
    if (!needsClusterIp(spec) || current === "None") return [];
    if (old !== undefined && current !== "" && current === clusterIpOf(old.spec)) return [];
    const store = addressStore(context);
    const options = { service: reference(service), isDryRun: context.dryRun };
    try {
      const claimed =
        current === ""
          ? await this.#clusterIps.allocate(store, options.service, context.dryRun)
          : await this.#clusterIps.allocateExact(store, current, options);
      if (this.#claimedByCreate.has(service)) this.#claimedByCreate.set(service, claimed);
      if (current === "") {
        spec.clusterIP = claimed;
        spec.clusterIPs = [claimed];
      }
      return [];
    } catch (error) {
      if (!(error instanceof ClusterIpError)) throw error;
      const detail = `failed to allocate IP ${current}: ${error.message}`;
      return [invalidValue(FieldPath.of("spec", "clusterIPs"), spec.clusterIPs ?? [], detail)];
    }
  }

  async #allocateNodePorts(
    service: Service,
    old: Service | undefined,
    context: WriteContext,
  ): Promise<FieldError[]> {
    const { spec } = service;
    const { name = "", namespace = "" } = service.metadata;
    const kept = new Set((old?.spec.ports ?? []).map(({ nodePort }) => nodePort));
    const wanting = needsNodePorts(spec)
      ? (spec.ports ?? []).filter((p) => !p.nodePort || !kept.has(p.nodePort))
      : [];
    const wantsHealthPort =
      needsHealthCheckNodePort(spec) &&
      (!spec.healthCheckNodePort || spec.healthCheckNodePort !== old?.spec.healthCheckNodePort);
    if (wanting.length === 0 && !wantsHealthPort) return [];
    const store = context.storeOf(services.group, services.resource);
    const inUse = await this.#nodePorts.portsInUse(store, namespace, name);
    return this.#takePorts({ spec, wanting, wantsHealthPort, inUse, isDryRun: context.dryRun });
  }

  #takePorts(wish: PortWish): FieldError[] {
    const { spec, wanting, wantsHealthPort, inUse, isDryRun } = wish;
    const path = FieldPath.of("spec");
    // One number may serve two protocols of the same Service.
    const taken = new Map<number, number>();
    for (const { port, nodePort } of spec.ports ?? []) {
      if (nodePort && !wanting.some((wanted) => wanted.nodePort === nodePort))
        taken.set(nodePort, port);
    }
    let at = path.child("ports");
    let value = 0;
    try {
      for (const port of wanting) {
        at = path
          .child("ports")
          .index((spec.ports ?? []).indexOf(port))
          .child("nodePort");
        value = port.nodePort ?? 0;
        if (!port.nodePort) port.nodePort = this.#nodePorts.allocate(inUse, isDryRun);
        else if (!taken.has(port.nodePort)) {
          this.#nodePorts.allocateExact(port.nodePort, inUse, isDryRun);
        }
        taken.set(port.nodePort, port.port);
      }
      at = path.child("healthCheckNodePort");
      value = spec.healthCheckNodePort ?? 0;
      if (!wantsHealthPort) return [];
      if (spec.healthCheckNodePort) this.#nodePorts.allocateExact(value, inUse, isDryRun);
      else spec.healthCheckNodePort = this.#nodePorts.allocate(inUse, isDryRun);
      return [];
    } catch (error) {
      if (!(error instanceof NodePortError)) throw error;
      return [invalidValue(at, value, error.message)];
    }
  }
}

interface PortWish {
  spec: ServiceSpec;
  wanting: NonNullable<ServiceSpec["ports"]>;
  wantsHealthPort: boolean;
  inUse: Set<number>;
  isDryRun: boolean;
}

function addressStore(context: WriteContext): ObjectStore {
  return context.storeOf(ipAddresses.group, ipAddresses.resource);
}

function reference(service: Service): { namespace: string; name: string } {
  return { namespace: service.metadata.namespace ?? "", name: service.metadata.name ?? "" };
}

function clusterIpOf(spec: ServiceSpec): string {
  return spec.clusterIPs?.[0] ?? spec.clusterIP ?? "";
}

function needsClusterIp(spec: ServiceSpec): boolean {
  return spec.type !== "ExternalName";
}

function hasClusterIp(spec: ServiceSpec): boolean {
  return needsClusterIp(spec) && clusterIpOf(spec) !== "" && clusterIpOf(spec) !== "None";
}

function needsNodePorts(spec: ServiceSpec): boolean {
  if (spec.type === "NodePort") return true;
  return spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false;
}

function needsHealthCheckNodePort(spec: ServiceSpec): boolean {
  return spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
}

/** clusterIP is the first of clusterIPs; either may be given alone. */
function normalizeClusterIps(spec: ServiceSpec): void {
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
  else if (!spec.clusterIP && spec.clusterIPs?.[0]) spec.clusterIP = spec.clusterIPs[0];
}

/** A client that knows only clusterIP changes the list with it. */
function followClusterIp(spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.clusterIP === old.clusterIP) return;
  if (!semanticEqual(spec.clusterIPs, old.clusterIPs)) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}

/** The service network is IPv4 only. */
function applyFamilyDefaults(spec: ServiceSpec): void {
  if (!needsClusterIp(spec)) return;
  spec.ipFamilyPolicy ??= "SingleStack";
  if (!spec.ipFamilies?.length) spec.ipFamilies = ["IPv4"];
}

/** A client that leaves out what was allocated wants it kept. */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIp(spec) && needsClusterIp(old)) {
    if (!spec.clusterIP && !spec.clusterIPs?.length) {
      if (old.clusterIP) spec.clusterIP = old.clusterIP;
      if (old.clusterIPs) spec.clusterIPs = [...old.clusterIPs];
    }
  }
  if (needsNodePorts(spec) && needsNodePorts(old)) {
    const given = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort));
    for (const port of spec.ports ?? []) {
      const same = old.ports?.find((o) => o.port === port.port && o.protocol === port.protocol);
      if (!port.nodePort && same?.nodePort && !given.has(same.nodePort)) {
        port.nodePort = same.nodePort;
      }
    }
  }
  if (needsHealthCheckNodePort(spec) && needsHealthCheckNodePort(old) && old.healthCheckNodePort) {
    spec.healthCheckNodePort ||= old.healthCheckNodePort;
  }
}

/** Values that only the old type had are dropped, unless the client changed them on purpose. */
function dropWhatTypeForbids(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIp(old) && !needsClusterIp(spec) && clusterIpOf(spec) === clusterIpOf(old)) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
    delete spec.ipFamilies;
    delete spec.ipFamilyPolicy;
  }
  const hadNodePorts = old.type === "NodePort" || old.type === "LoadBalancer";
  const hasNodePorts = spec.type === "NodePort" || spec.type === "LoadBalancer";
  if (hadNodePorts && !hasNodePorts) {
    const before = new Set((old.ports ?? []).map(({ nodePort }) => nodePort));
    for (const port of spec.ports ?? []) if (before.has(port.nodePort)) delete port.nodePort;
    if ((spec.externalIPs?.length ?? 0) === 0) delete spec.externalTrafficPolicy;
  }
  if (!needsHealthCheckNodePort(spec) && spec.healthCheckNodePort === old.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
  if (old.type === "LoadBalancer" && spec.type !== "LoadBalancer") {
    delete spec.allocateLoadBalancerNodePorts;
    delete spec.loadBalancerClass;
  }
  if (!needsClusterIp(spec)) delete spec.internalTrafficPolicy;
}
