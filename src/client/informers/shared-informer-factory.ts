// The informers of one identity: one for each resource and selection, whoever asks.
import type { Resource } from "#api";
import type { KubernetesObject } from "#apimachinery";
import { type Clock, type Random, systemRandom } from "#base";
import { type Logger, silentLogger } from "#component-base";
import type { Client } from "../client.ts";
import type { Informer, InformerFactory, InformerOptions } from "./informer.ts";
import { SharedInformer } from "./shared-informer.ts";

export interface InformerFactoryOptions {
  client: Client;
  clock: Clock;
  random?: Random;
  log?: Logger;
  /** Makes a change of a cached object throw; for tests. */
  freeze?: boolean;
}

export class SharedInformerFactory implements InformerFactory {
  readonly #options: InformerFactoryOptions;
  // Each value holds objects of the type that its key's resource names.
  readonly #informers = new Map<string, SharedInformer<KubernetesObject>>();
  #isStopped = false;

  constructor(options: InformerFactoryOptions) {
    this.#options = options;
  }

  informer<T extends KubernetesObject>(
    resource: Resource<T>,
    options: InformerOptions = {},
  ): Informer<T> {
    const { namespace, labelSelector, fieldSelector, metadataOnly = false } = options;
    const key = JSON.stringify([
      resource.group,
      resource.version,
      resource.resource,
      namespace ?? "",
      labelSelector ?? "",
      fieldSelector ?? "",
      metadataOnly,
    ]);
    const present = this.#informers.get(key);
    if (present) return present as unknown as Informer<T>;
    const { client, clock, log = silentLogger } = this.#options;
    const informer = new SharedInformer<T>({
      client: metadataOnly
        ? (client.metadata(resource as Resource) as ReturnType<typeof client.resource<T>>)
        : client.resource(resource),
      selection: {
        ...(namespace ? { namespace } : {}),
        ...(labelSelector ? { labelSelector } : {}),
        ...(fieldSelector ? { fieldSelector } : {}),
      },
      clock,
      random: this.#options.random ?? systemRandom,
      log: log.child({ resource: resource.resource }),
      freeze: this.#options.freeze ?? false,
    });
    this.#informers.set(key, informer as unknown as SharedInformer<KubernetesObject>);
    return informer;
  }

  start(): void {
    if (this.#isStopped) return;
    for (const informer of this.#informers.values()) informer.start();
  }

  async synced(signal?: AbortSignal): Promise<void> {
    const started = [...this.#informers.values()].filter((informer) => informer.isStarted);
    await Promise.all(started.map((informer) => informer.synced(signal)));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#informers.values()].map((informer) => informer.stop()));
  }
}

export function createInformerFactory(options: InformerFactoryOptions): InformerFactory {
  return new SharedInformerFactory(options);
}
