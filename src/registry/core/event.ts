// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
import { events } from "#api";
import { type Event, validateEvent } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { column, nameColumn, wideColumn } from "../columns.ts";
import { defineResource, type TypedColumn } from "../define-resource.ts";
import { timeSince } from "../time-since.ts";

export const eventColumns: readonly TypedColumn<Event>[] = [
  column("Last Seen", "When it happened last", lastSeen),
  column("Type", "Normal or Warning", (event) => event.type ?? ""),
  column("Reason", "A short word for why", (event) => event.reason ?? ""),
  column("Object", "What the event is about", objectText),
  wideColumn(
    "Subobject",
    "The part of the object",
    (event) => event.involvedObject?.fieldPath ?? "",
  ),
  wideColumn("Source", "Who reported it", sourceText),
  column("Message", "What happened", (event) => (event.message ?? "").trim()),
  wideColumn("First Seen", "When it happened first", firstSeen),
  wideColumn("Count", "How often it happened", (event) =>
    String(event.series?.count ?? (event.count ? event.count : 1)),
  ),
  { ...nameColumn, priority: 1 },
];

export const eventDefinition: ResourceDefinition = defineResource(events, {
  strategy: { allowCreateOnUpdate: true, validate: validateEvent, validateUpdate: validateEvent },
  columns: eventColumns,
  selectableFields: {
    "involvedObject.kind": (event) => event.involvedObject?.kind ?? "",
    "involvedObject.namespace": (event) => event.involvedObject?.namespace ?? "",
    "involvedObject.name": (event) => event.involvedObject?.name ?? "",
    "involvedObject.uid": (event) => event.involvedObject?.uid ?? "",
    "involvedObject.apiVersion": (event) => event.involvedObject?.apiVersion ?? "",
    "involvedObject.resourceVersion": (event) => event.involvedObject?.resourceVersion ?? "",
    "involvedObject.fieldPath": (event) => event.involvedObject?.fieldPath ?? "",
    reason: (event) => event.reason ?? "",
    reportingComponent: (event) => event.reportingComponent ?? "",
    source: (event) => event.source?.component || event.reportingComponent || "",
    type: (event) => event.type ?? "",
  },
});

function firstSeen(event: Event, now: number): string {
  return timeSince(event.firstTimestamp ?? event.eventTime, now);
}

function lastSeen(event: Event, now: number): string {
  if (event.series) return timeSince(event.series.lastObservedTime, now);
  return event.lastTimestamp ? timeSince(event.lastTimestamp, now) : firstSeen(event, now);
}

function objectText(event: Event): string {
  const { kind, name } = event.involvedObject ?? {};
  return name ? `${(kind ?? "").toLowerCase()}/${name}` : (kind ?? "").toLowerCase();
}

function sourceText(event: Event): string {
  const component = event.source?.component || event.reportingComponent || "";
  const host = event.source?.host || event.reportingInstance || "";
  return host ? `${component}, ${host}` : component;
}
