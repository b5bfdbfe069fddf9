// Endpoints that somebody writes by hand for a Service without selector are mirrored to
// EndpointSlices, which is all that proxies read.
// https://kubernetes.io/docs/concepts/services-networking/service/#mirroring
import { endpointSlices, endpoints, services } from "#api";
import type { EndpointAddress, EndpointSubset, Endpoints, Service } from "#api/core/v1";
import type { Endpoint } from "#api/discovery/v1";
import type { ObjectMeta } from "#apimachinery";
import type { Informer } from "#client";
import { annotations as annotationNames, labels, newControllerRef } from "#component-helpers";
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
import { type EndpointGroup, portsKey } from "./service-endpoints.ts";
import { SliceWriter } from "./slice-writer.ts";

const workers = 5;
const managedBy = "endpointslicemirroring-controller.k8s.io";
const leaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
const maxAddressesPerSubset = 1000;
const notMirroredAnnotations: ReadonlySet<string> = new Set([
  annotationNames.lastAppliedConfiguration,
  annotationNames.endpointsLastChangeTriggerTime,
]);

export const endpointSliceMirroringController: Descriptor = {
  name: "endpointslice-mirroring-controller",
  reads: [services, endpoints, endpointSlices],
  writes: [endpointSlices],
  build: (context) => new EndpointSliceMirroringController(context),
};

class EndpointSliceMirroringController implements Runnable {
  readonly #controller: Controller;
  readonly #services: Informer<Service>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #writer: SliceWriter;

  constructor(context: ControllerContext) {
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      maxDelayMilliseconds: 100_000,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#services = context.informers.informer(services);
    this.#endpoints = context.informers.informer(endpoints);
    const enqueue = (object: Service | Endpoints): void => this.#controller.enqueue(keyOf(object));
    this.#services.addHandler({ add: enqueue, update: enqueue, delete: enqueue });
    this.#endpoints.addHandler({
      add: (object) => isMirrored(object) && enqueue(object),
      update: (object, old) => (isMirrored(object) || isMirrored(old)) && enqueue(object),
      delete: enqueue,
    });
    this.#writer = new SliceWriter(context, this.#controller, managedBy);
  }

  start(): Promise<void> {
    return this.#controller.start();
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const { namespace, name } = splitKey(key);
    const object = this.#endpoints.lister.get(namespace, name);
    const service = this.#services.lister.get(namespace, name);
    const hasSelector = Object.keys(service?.spec.selector ?? {}).length > 0;
    if (!object || !service || hasSelector || !isMirrored(object)) {
      await this.#writer.deleteAll(key, signal);
      return "done";
    }
    const metadata = this.#metadata(object);
    await this.#writer.write(key, { groups: groupsOf(object), metadata }, signal);
    return "done";
  }

  #metadata(object: Endpoints): ObjectMeta {
    const { name = "", namespace = "" } = object.metadata;
    const annotations = Object.fromEntries(
      Object.entries(object.metadata.annotations ?? {}).filter(
        ([key]) => !notMirroredAnnotations.has(key),
      ),
    );
    return {
      generateName: `${name}-`,
      namespace,
      labels: { ...object.metadata.labels, ...this.#writer.labelsFor(name) },
      annotations,
      ownerReferences: [newControllerRef(object, { group: "", version: "v1", kind: "Endpoints" })],
    };
  }
}

function isMirrored(object: Endpoints): boolean {
  const { labels: own = {}, annotations = {} } = object.metadata;
  return own[labels.skipMirror] !== "true" && annotations[leaderAnnotation] === undefined;
}

function groupsOf(object: Endpoints): EndpointGroup[] {
  const groups = new Map<string, EndpointGroup>();
  for (const subset of object.subsets ?? []) {
    const ports = (subset.ports ?? []).map(({ name = "", port, protocol = "TCP", ...rest }) => ({
      name,
      port,
      protocol,
      ...rest,
    }));
    for (const endpoint of endpointsOf(subset)) {
      const addressType = endpoint.addresses[0]?.includes(":") ? "IPv6" : "IPv4";
      const key = `${addressType} ${portsKey(ports)}`;
      const group = groups.get(key) ?? { addressType, ports, endpoints: [] };
      groups.set(key, group);
      group.endpoints.push(endpoint);
    }
  }
  return [...groups.values()];
}

function endpointsOf(subset: EndpointSubset): Endpoint[] {
  return [
    ...(subset.addresses ?? []).map((address) => endpointOf(address, true)),
    ...(subset.notReadyAddresses ?? []).map((address) => endpointOf(address, false)),
  ].slice(0, maxAddressesPerSubset);
}

function endpointOf(address: EndpointAddress, ready: boolean): Endpoint {
  const { ip, hostname, nodeName, targetRef } = address;
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}
