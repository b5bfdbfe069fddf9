// The slices of one owner in the cache, and the writes that bring them to the wanted state.
import { endpointSlices } from "#api";
import type { EndpointSlice } from "#api/discovery/v1";
import { isConflict, isNamespaceTerminating, isNotFound, type ObjectMeta } from "#apimachinery";
import type { Informer, ResourceClient } from "#client";
import { labels as labelNames } from "#component-helpers";
import type { Controller, ControllerContext } from "#controller-runtime";
import type { EndpointGroup } from "./service-endpoints.ts";
import { planSlices } from "./slice-plan.ts";
import { SliceTracker } from "./slice-tracker.ts";

const maxEndpointsPerSlice = 100;
const indexName = "service";

export class SliceWriter {
  readonly #managedBy: string;
  readonly #client: ResourceClient<EndpointSlice>;
  readonly #informer: Informer<EndpointSlice>;
  readonly #tracker: SliceTracker;

  /** `managedBy`: value of the label that tells whose slices these are. */
  constructor(context: ControllerContext, controller: Controller, managedBy: string) {
    this.#managedBy = managedBy;
    this.#client = context.client.resource(endpointSlices);
    this.#informer = context.informers.informer(endpointSlices);
    this.#tracker = new SliceTracker(context.clock);
    this.#informer.addIndex(indexName, (slice) => [serviceKeyOf(slice)]);
    const changed = (slice: EndpointSlice): void => {
      if (this.#isOwn(slice)) controller.enqueue(serviceKeyOf(slice));
    };
    this.#informer.addHandler({
      add: changed,
      update: changed,
      delete: (slice) => {
        this.#tracker.gone(serviceKeyOf(slice), slice);
        changed(slice);
      },
    });
  }

  /** The labels that every slice here has. */
  labelsFor(serviceName: string): Record<string, string> {
    return {
      [labelNames.serviceName]: serviceName,
      [labelNames.endpointSliceManagedBy]: this.#managedBy,
    };
  }

  /** Does nothing while the cache lacks earlier writes: their arrival calls again. */
  async write(
    key: string,
    wanted: { groups: readonly EndpointGroup[]; metadata: ObjectMeta },
    signal: AbortSignal,
  ): Promise<void> {
    const existing = this.#informer.lister.byIndex(indexName, key).filter((s) => this.#isOwn(s));
    if (!this.#tracker.isCurrent(key, existing)) return;
    const plan = planSlices({ ...wanted, existing, maxEndpoints: maxEndpointsPerSlice });
    const namespace = wanted.metadata.namespace ?? "";
    try {
      for (const slice of plan.create) {
        this.#tracker.wrote(key, await this.#client.create(namespace, slice, { signal }));
      }
      for (const slice of plan.update) {
        this.#tracker.wrote(key, await this.#client.update(slice, { signal }));
      }
    } catch (error) {
      if (!isNamespaceTerminating(error)) throw error;
    }
    for (const slice of plan.delete) await this.#delete(key, slice, signal);
  }

  /** Deletes all slices; without an owner left nobody else would. */
  async deleteAll(key: string, signal: AbortSignal): Promise<void> {
    for (const slice of this.#informer.lister.byIndex(indexName, key)) {
      if (this.#isOwn(slice)) await this.#delete(key, slice, signal);
    }
  }

  forget(key: string): void {
    this.#tracker.forget(key);
  }

  async #delete(key: string, slice: EndpointSlice, signal: AbortSignal): Promise<void> {
    const { namespace = "", name = "", uid = "" } = slice.metadata;
    try {
      await this.#client.delete(namespace, name, { preconditions: { uid }, signal });
      this.#tracker.deleted(key, slice);
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  #isOwn(slice: EndpointSlice): boolean {
    return slice.metadata.labels?.[labelNames.endpointSliceManagedBy] === this.#managedBy;
  }
}

function serviceKeyOf(slice: EndpointSlice): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.[labelNames.serviceName] ?? ""}`;
}
