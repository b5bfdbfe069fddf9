// Which Services a change of a pod concerns, and the pods of a Service.
import { pods, services } from "#api";
import type { Pod, Service } from "#api/core/v1";
import { type KubernetesObject, selectorFromLabels } from "#apimachinery";
import { deepEqual } from "#base";
import type { Informer } from "#client";
import { isPodReady, isPodTerminal } from "#component-helpers";
import { type Controller, type ControllerContext, keyOf } from "#controller-runtime";
import { addressesOf, hasSelectedPods } from "./service-endpoints.ts";

const labelIndex = "label";
const selectorIndex = "selector";

export class ServicePods {
  readonly services: Informer<Service>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext, controller: Controller) {
    this.services = context.informers.informer(services);
    this.#pods = context.informers.informer(pods);
    // With these, a Service finds its pods and a pod its Services without looking at all others.
    this.#pods.addIndex(labelIndex, (pod) => pairsOf(pod, pod.metadata.labels));
    this.services.addIndex(selectorIndex, (service) =>
      hasSelectedPods(service) ? pairsOf(service, service.spec.selector).slice(0, 1) : [],
    );
    const enqueue = (service: Service): void => controller.enqueue(keyOf(service));
    this.services.addHandler({ add: enqueue, update: enqueue, delete: enqueue });
    const enqueueServicesOf = (pod: Pod): void => {
      for (const service of this.#servicesOf(pod)) enqueue(service);
    };
    this.#pods.addHandler({
      add: enqueueServicesOf,
      delete: enqueueServicesOf,
      update: (pod, old) => {
        if (!isChanged(pod, old)) return;
        enqueueServicesOf(pod);
        if (!deepEqual(pod.metadata.labels, old.metadata.labels)) enqueueServicesOf(old);
      },
    });
  }

  /** In the order of their creation, so that slices change little. */
  podsOf(service: Service): Pod[] {
    const selector = selectorFromLabels(service.spec.selector ?? {});
    const [fewest = []] = pairsOf(service, service.spec.selector)
      .map((pair) => this.#pods.lister.byIndex(labelIndex, pair))
      .sort((a, b) => a.length - b.length);
    return fewest
      .filter((pod) => selector.matches(pod.metadata.labels ?? {}))
      .sort((a, b) => (ageKey(a) < ageKey(b) ? -1 : 1));
  }

  #servicesOf(pod: Pod): Service[] {
    const { labels = {} } = pod.metadata;
    const isSelected = ([name, value]: [string, string]): boolean => labels[name] === value;
    return pairsOf(pod, labels)
      .flatMap((pair) => [...this.services.lister.byIndex(selectorIndex, pair)])
      .filter((service) => Object.entries(service.spec.selector ?? {}).every(isSelected));
  }
}

/** "namespace/name=value" of each label. */
function pairsOf(
  object: KubernetesObject,
  labels: Readonly<Record<string, string>> | undefined,
): string[] {
  const { namespace = "" } = object.metadata;
  return Object.entries(labels ?? {}).map(([name, value]) => `${namespace}/${name}=${value}`);
}

function ageKey(pod: Pod): string {
  return `${pod.metadata.creationTimestamp} ${pod.metadata.name}`;
}

/** Whether anything changed that an endpoint shows. */
function isChanged(pod: Pod, old: Pod): boolean {
  const facts = (of: Pod): unknown => [
    isPodReady(of),
    isPodTerminal(of),
    of.metadata.deletionTimestamp !== undefined,
    of.spec.nodeName,
    of.spec.hostname,
    of.spec.subdomain,
    addressesOf(of),
    of.metadata.labels,
  ];
  return !deepEqual(facts(pod), facts(old));
}
