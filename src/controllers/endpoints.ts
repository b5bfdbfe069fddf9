// Publishes the pods of each Service with a selector as the older Endpoints object as well.
// https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
import { endpoints, pods, services } from "#api";
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Endpoints,
  Pod,
  Service,
} from "#api/core/v1";
import { isNamespaceTerminating, isNotFound } from "#apimachinery";
import { deepEqual } from "#base";
import type { Informer } from "#client";
import { annotations as annotationNames, isPodReady, labels } from "#component-helpers";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  keyOf,
  type ReconcileResult,
  type Runnable,
  splitKey,
} from "#controller-runtime";
import {
  addressesOf,
  addressTypesOf,
  hasSelectedPods,
  hostnameOf,
  isEndpoint,
  isHeadless,
  targetPortOf,
} from "./endpointslice/service-endpoints.ts";
import { ServicePods } from "./endpointslice/service-pods.ts";

const workers = 5;
const maxAddresses = 1000;
const overCapacity = "endpoints.kubernetes.io/over-capacity";
const managedBy = "endpoints.kubernetes.io/managed-by";

export const endpointsController: Descriptor = {
  name: "endpoints-controller",
  reads: [services, pods, endpoints],
  writes: [endpoints],
  build: (context) => new EndpointsController(context),
};

class EndpointsController implements Runnable {
  readonly #context: ControllerContext;
  readonly #controller: Controller;
  readonly #servicePods: ServicePods;
  readonly #endpoints: Informer<Endpoints>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      maxDelayMilliseconds: 100_000,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#servicePods = new ServicePods(context, this.#controller);
    this.#endpoints = context.informers.informer(endpoints);
    const enqueue = (object: Endpoints): void => this.#controller.enqueue(keyOf(object));
    this.#endpoints.addHandler({
      // Those of Services deleted while nobody looked are found at the start.
      add: (object, isInInitialList) => isInInitialList && enqueue(object),
      update: enqueue,
      delete: enqueue,
    });
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace, name } = splitKey(key);
    const client = this.#context.client.resource(endpoints);
    const service = this.#servicePods.services.lister.get(namespace, name);
    const present = this.#endpoints.lister.get(namespace, name);
    if (!service) {
      // Endpoints without any Service that were not made here are somebody's election record.
      if (present?.metadata.labels?.[managedBy] !== this.#managedByValue) return "done";
      await client.delete(namespace, name, { signal }).catch((error) => {
        if (!isNotFound(error)) throw error;
      });
      return "done";
    }
    if (!hasSelectedPods(service)) return "done";
    const wanted = this.#wanted(service, present);
    try {
      if (!present) await client.create(namespace, wanted, { signal });
      else if (!isSame(present, wanted)) await client.update(wanted, { signal });
    } catch (error) {
      if (isNamespaceTerminating(error)) return "done";
      throw error;
    }
    return "done";
  }

  readonly #managedByValue = "endpoint-controller";

  #wanted(service: Service, present: Endpoints | undefined): Endpoints {
    const { name = "", namespace = "" } = service.metadata;
    const { [labels.headlessService]: _, ...own } = service.metadata.labels ?? {};
    const { subsets, isTruncated } = subsetsOf(service, this.#servicePods.podsOf(service));
    const annotations = { ...present?.metadata.annotations };
    delete annotations[overCapacity];
    if (isTruncated) annotations[overCapacity] = "truncated";
    return {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: {
        ...present?.metadata,
        name,
        namespace,
        labels: {
          ...own,
          [managedBy]: this.#managedByValue,
          ...(isHeadless(service) ? { [labels.headlessService]: "" } : {}),
        },
        annotations,
      },
      subsets,
    };
  }
}

interface Member {
  address: EndpointAddress;
  isReady: boolean;
  ports: EndpointPort[];
}

function subsetsOf(
  service: Service,
  candidates: readonly Pod[],
): { subsets: EndpointSubset[]; isTruncated: boolean } {
  const members = candidates
    .map((pod) => memberOf(service, pod))
    .filter((member) => member !== undefined);
  // Of too many, those that are ready stay.
  const kept = members.sort((a, b) => Number(b.isReady) - Number(a.isReady)).slice(0, maxAddresses);
  const byPorts = new Map<string, EndpointSubset>();
  for (const { address, isReady, ports } of kept) {
    const key = JSON.stringify(ports);
    const subset = byPorts.get(key) ?? (ports.length > 0 ? { ports } : {});
    byPorts.set(key, subset);
    const list = isReady ? "addresses" : "notReadyAddresses";
    subset[list] = [...(subset[list] ?? []), address];
  }
  for (const subset of byPorts.values()) {
    subset.addresses?.sort(byAddress);
    subset.notReadyAddresses?.sort(byAddress);
  }
  const subsets = [...byPorts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, s]) => s);
  return { subsets, isTruncated: members.length > maxAddresses };
}

function memberOf(service: Service, pod: Pod): Member | undefined {
  const { publishNotReadyAddresses: isAlwaysReady = false } = service.spec;
  const [ip] = addressesOf(pod, addressTypesOf(service)[0]);
  if (!ip || !isEndpoint(pod)) return undefined;
  if (pod.metadata.deletionTimestamp && !isAlwaysReady) return undefined;
  const servicePorts = service.spec.ports ?? [];
  const ports = portsOf(service, pod);
  if (ports.length === 0 && servicePorts.length > 0) return undefined;
  const { name = "", namespace = "", uid = "" } = pod.metadata;
  const hostname = hostnameOf(service, pod);
  return {
    address: {
      ip,
      ...(hostname ? { hostname } : {}),
      ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
      targetRef: { kind: "Pod", namespace, name, uid },
    },
    isReady: isAlwaysReady || isPodReady(pod),
    ports,
  };
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = targetPortOf(pod, servicePort);
    if (port === undefined) continue;
    const { name, protocol = "TCP", appProtocol } = servicePort;
    ports.push({
      ...(name ? { name } : {}),
      port,
      protocol,
      ...(appProtocol ? { appProtocol } : {}),
    });
  }
  return ports.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
}

function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0;
}

function isSame(a: Endpoints, b: Endpoints): boolean {
  const facts = (object: Endpoints): unknown => {
    const { labels: own = {}, annotations = {} } = object.metadata;
    const { [annotationNames.endpointsLastChangeTriggerTime]: _, ...others } = annotations;
    return [object.subsets ?? [], own, others];
  };
  return deepEqual(facts(a), facts(b));
}
