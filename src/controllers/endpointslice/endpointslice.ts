// Publishes the pods of each Service with a selector as EndpointSlices.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import { endpointSlices, nodes, pods, services } from "#api";
import type { Node, Service } from "#api/core/v1";
import type { ObjectMeta } from "#apimachinery";
import type { Informer } from "#client";
import { labels as labelNames, newControllerRef } from "#component-helpers";
import {
  Controller,
  type ControllerContext,
  controllerOptions,
  type Descriptor,
  type ReconcileResult,
  type Runnable,
  splitKey,
} from "#controller-runtime";
import { groupEndpoints, hasSelectedPods, isHeadless } from "./service-endpoints.ts";
import { ServicePods } from "./service-pods.ts";
import { SliceWriter } from "./slice-writer.ts";

const workers = 5;
const managedBy = "endpointslice-controller.k8s.io";

export const endpointSliceController: Descriptor = {
  name: "endpointslice-controller",
  reads: [services, pods, nodes, endpointSlices],
  writes: [endpointSlices],
  build: (context) => new EndpointSliceController(context),
};

class EndpointSliceController implements Runnable {
  readonly #controller: Controller;
  readonly #servicePods: ServicePods;
  readonly #nodes: Informer<Node>;
  readonly #writer: SliceWriter;

  constructor(context: ControllerContext) {
    this.#controller = new Controller({
      ...controllerOptions(context),
      workers,
      maxDelayMilliseconds: 100_000,
      reconcile: (key, signal) => this.#reconcile(key, signal),
    });
    this.#servicePods = new ServicePods(context, this.#controller);
    this.#nodes = context.informers.informer(nodes);
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
    const service = this.#servicePods.services.lister.get(namespace, name);
    if (!service) {
      // The garbage collector deletes the slices with their owner.
      this.#writer.forget(key);
      return "done";
    }
    if (!hasSelectedPods(service)) return "done";
    const groups = groupEndpoints(service, this.#servicePods.podsOf(service), (nodeName) =>
      this.#nodes.lister.get("", nodeName),
    );
    await this.#writer.write(key, { groups, metadata: this.#metadata(service) }, signal);
    return "done";
  }

  #metadata(service: Service): ObjectMeta {
    const { name = "", namespace = "", labels = {} } = service.metadata;
    const { [labelNames.headlessService]: _, ...own } = labels;
    return {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...own,
        ...this.#writer.labelsFor(name),
        ...(isHeadless(service) ? { [labelNames.headlessService]: "" } : {}),
      },
      ownerReferences: [newControllerRef(service, { group: "", version: "v1", kind: "Service" })],
    };
  }
}
