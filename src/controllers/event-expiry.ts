// Events are deleted an hour after they were last written. One timer for all of them.
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (--event-ttl)
import { events } from "#api";
import type { Event } from "#api/core/v1";
import { isConflict, isNotFound } from "#apimachinery";
import {
  Controller,
  controllerOptions,
  type Descriptor,
  keyOf,
  splitKey,
} from "#controller-runtime";

const lifetimeMilliseconds = 3_600_000;

export const eventExpiryController: Descriptor = {
  name: "event-expiry-controller",
  reads: [events],
  writes: [events],
  build(context) {
    const { clock } = context;
    const client = context.client.resource(events);
    // Only names are kept in memory; when an event is due its text is read once.
    const informer = context.informers.informer(events, { metadataOnly: true });
    const controller = new Controller({
      ...controllerOptions(context),
      reconcile: async (key, signal) => {
        const { namespace, name } = splitKey(key);
        if (!informer.lister.get(namespace, name)) return "done";
        try {
          const event = await client.get(namespace, name, signal);
          const left = lastWritten(event) + lifetimeMilliseconds - clock.now();
          if (left > 0) return { afterMilliseconds: left };
          const { resourceVersion = "" } = event.metadata;
          await client.delete(namespace, name, { preconditions: { resourceVersion }, signal });
        } catch (error) {
          if (!isNotFound(error) && !isConflict(error)) throw error;
        }
        return "done";
      },
    });
    informer.addHandler({
      add: (event) => {
        const created = Date.parse(event.metadata.creationTimestamp ?? "");
        const age = Number.isNaN(created) ? 0 : clock.now() - created;
        controller.enqueueAfter(keyOf(event), lifetimeMilliseconds - age);
      },
    });
    return controller;
  },
};

function lastWritten(event: Event): number {
  const { metadata, lastTimestamp, eventTime, series } = event;
  const times = [metadata.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime];
  return Math.max(...times.map((time) => Date.parse(time ?? "") || 0));
}
