// The newer form of an Event. Both forms are stored as the core one.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import { events, eventsV1Events } from "#api";
import type { Event as CoreEvent } from "#api/core/v1";
import { type Event, validateEvent, validateEventUpdate } from "#api/events/v1";
import type { UnstructuredObject } from "#apimachinery";
import type { Conversion, ResourceDefinition } from "#apiserver";
import { eventColumns } from "../core/event.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";

/** The names of the same fields: newer form, core form. */
const renamedFields: readonly [keyof Event, keyof CoreEvent][] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

export const eventConversion: Conversion = {
  toStored: (object) => rename(object, events.version, (pair) => pair),
  fromStored: (object) =>
    rename(object, `${eventsV1Events.group}/${eventsV1Events.version}`, ([a, b]) => [b, a]),
};

export const eventsV1EventDefinition: ResourceDefinition = defineResource(eventsV1Events, {
  storagePrefix: events.resource,
  conversion: eventConversion,
  strategy: {
    allowCreateOnUpdate: true,
    validate: validateEvent,
    validateUpdate: validateEventUpdate,
  },
  columns: eventColumns.map(
    (column): TypedColumn<Event> => ({
      ...column,
      value: (event, now) => column.value(toCore(event), now),
    }),
  ),
  selectableFields: {
    "regarding.kind": (event) => event.regarding?.kind ?? "",
    "regarding.namespace": (event) => event.regarding?.namespace ?? "",
    "regarding.name": (event) => event.regarding?.name ?? "",
    "regarding.uid": (event) => event.regarding?.uid ?? "",
    "regarding.apiVersion": (event) => event.regarding?.apiVersion ?? "",
    "regarding.resourceVersion": (event) => event.regarding?.resourceVersion ?? "",
    "regarding.fieldPath": (event) => event.regarding?.fieldPath ?? "",
    reason: (event) => event.reason ?? "",
    reportingController: (event) => event.reportingController ?? "",
    type: (event) => event.type ?? "",
  },
});

function toCore(event: Event): CoreEvent {
  return eventConversion.toStored({
    ...event,
  } as unknown as UnstructuredObject) as unknown as CoreEvent;
}

function rename(
  object: UnstructuredObject,
  apiVersion: string,
  direction: (pair: readonly [string, string]) => readonly [string, string],
): UnstructuredObject {
  const renamed: UnstructuredObject = { ...object, apiVersion, kind: events.kind };
  for (const pair of renamedFields) {
    const [from, to] = direction(pair);
    delete renamed[from];
    if (object[from] !== undefined) renamed[to] = object[from];
  }
  return renamed;
}
