// kube-proxy: follows Services and EndpointSlices and keeps the kernel's rules at them. Changes that
// come while a transaction runs go together into the next one.
// https://kubernetes.io/docs/reference/networking/virtual-ips/

import { endpointSlices, type Resource, services } from "#api";
import type { Service } from "#api/core/v1";
import type { EndpointSlice } from "#api/discovery/v1";
import { Backoff, type Clock, type Random, type Timer } from "#base";
import type { Informer, InformerFactory } from "#client";
import type { Histogram, Logger, Metrics } from "#component-base";
import type { ProxyBackend, ServiceUpdate } from "./backends/backend.ts";
import { servicePorts } from "./service-ports.ts";
import { endpointsOfPort } from "./topology.ts";

export interface ServiceProxyOptions {
  informers: InformerFactory;
  backend: ProxyBackend;
  nodeName: string;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics: Metrics;
}

export class ServiceProxy {
  readonly #options: ServiceProxyOptions;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #dirty = new Set<string>();
  readonly #duration: Histogram<string>;
  #mustReplaceAll = true;
  #running: Promise<void> | undefined;
  #stopped = false;
  #retry: Timer | undefined;
  readonly #backoff: Backoff;
  #firstSync: (() => void) | undefined;

  constructor(options: ServiceProxyOptions) {
    this.#options = options;
    this.#backoff = new Backoff(
      { initialMilliseconds: 100, maximumMilliseconds: 30_000, jitter: 0.2 },
      options.random,
    );
    this.#services = options.informers.informer(services as Resource<Service>);
    this.#slices = options.informers.informer(endpointSlices as Resource<EndpointSlice>);
    this.#slices.addIndex("service", (slice) => [serviceOf(slice)]);
    this.#duration = options.metrics.histogram(
      "kubeproxy_sync_proxy_rules_duration_seconds",
      "Time of one transaction",
      [0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
    );
  }

  /** Resolves when the rules of everything that is there are programmed. */
  async start(): Promise<void> {
    const mark = (key: string): void => {
      this.#dirty.add(key);
      this.#schedule();
    };
    const ofService = (service: Service): void =>
      mark(`${service.metadata.namespace}/${service.metadata.name}`);
    const ofSlice = (slice: EndpointSlice): void => mark(serviceOf(slice));
    await Promise.all([this.#services.synced(), this.#slices.synced()]);
    const first = new Promise<void>((resolve) => {
      this.#firstSync = resolve;
    });
    this.#services.addHandler({ add: ofService, update: ofService, delete: ofService });
    this.#slices.addHandler({
      add: ofSlice,
      update: (slice, old) => {
        // A slice may be given to another Service.
        ofSlice(old);
        ofSlice(slice);
      },
      delete: ofSlice,
    });
    this.#schedule();
    await first;
  }

  /** Leaves the rules as they are: traffic goes on while the agent restarts. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    await this.#running;
  }

  #schedule(): void {
    if (this.#running || this.#stopped || this.#retry) return;
    if (!this.#services.hasSynced || !this.#slices.hasSynced) return;
    this.#running = Promise.resolve()
      .then(() => this.#sync())
      .finally(() => {
        this.#running = undefined;
        if (this.#dirty.size > 0) this.#schedule();
      });
  }

  async #sync(): Promise<void> {
    const { backend, log, clock } = this.#options;
    const keys = [...this.#dirty];
    this.#dirty.clear();
    const from = clock.monotonic();
    try {
      if (this.#mustReplaceAll)
        await backend.replaceAll(
          this.#services.lister
            .list()
            .map((service) =>
              this.#updateOf(`${service.metadata.namespace}/${service.metadata.name}`),
            ),
        );
      else await backend.apply(keys.map((key) => this.#updateOf(key)));
      this.#mustReplaceAll = false;
      this.#backoff.reset();
      this.#firstSync?.();
      this.#duration.observe((clock.monotonic() - from) / 1000);
    } catch (error) {
      log.error("Service rules were not applied", { error, services: keys.length });
      this.#mustReplaceAll = true;
      this.#retryLater();
    }
  }

  #retryLater(): void {
    this.#retry = this.#options.clock.after(this.#backoff.next(), () => {
      this.#retry = undefined;
      this.#schedule();
    });
  }

  #updateOf(key: string): ServiceUpdate {
    const [namespace, name] = key.split("/") as [string, string];
    const service = this.#services.lister.get(namespace, name);
    if (!service) return { service: key, ports: [] };
    const slices = this.#slices.lister.byIndex("service", key);
    return {
      service: key,
      ports: servicePorts(service).map((port) => ({
        port,
        endpoints: endpointsOfPort(slices, port, this.#options.nodeName),
      })),
    };
  }
}

function serviceOf(slice: EndpointSlice): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.["kubernetes.io/service-name"] ?? ""}`;
}
