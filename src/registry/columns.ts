// The pieces that the columns of `kubectl get` are made of.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
import type { PodTemplateSpec } from "#api/core/v1";
import type { LabelSelector } from "#api/meta/v1";
import { formatLabelSelector, type KubernetesObject } from "#apimachinery";
import type { TypedColumn } from "./define-resource.ts";
import { timeSince } from "./time-since.ts";

type Value<T> = TypedColumn<T>["value"];

export function column<T>(name: string, description: string, value: Value<T>): TypedColumn<T> {
  return { name, type: "string", description, priority: 0, value };
}

export function integerColumn<T>(
  name: string,
  description: string,
  value: (object: T) => number,
): TypedColumn<T> {
  return { name, type: "integer", description, priority: 0, value };
}

/** A column that only `-o wide` shows. */
export function wideColumn<T>(name: string, description: string, value: Value<T>): TypedColumn<T> {
  return { ...column(name, description, value), priority: 1 };
}

export const nameColumn: TypedColumn<KubernetesObject> = {
  name: "Name",
  type: "string",
  format: "name",
  description: "The name of the object, unique within its namespace",
  priority: 0,
  value: (object) => object.metadata?.name ?? "",
};

export const ageColumn: TypedColumn<KubernetesObject> = {
  name: "Age",
  type: "string",
  description: "How long ago the object was created",
  priority: 0,
  value: (object, now) => timeSince(object.metadata?.creationTimestamp, now),
};

export const createdAtColumn: TypedColumn<KubernetesObject> = {
  ...ageColumn,
  name: "Created At",
  description: "When the object was created",
  value: (object) => object.metadata?.creationTimestamp ?? "<unknown>",
};

/** Containers and Images of a pod template, for -o wide. */
export function templateColumns<T>(
  template: (object: T) => PodTemplateSpec | undefined,
): TypedColumn<T>[] {
  const containers = (object: T) => template(object)?.spec?.containers ?? [];
  return [
    wideColumn("Containers", "The names of the containers in the template", (object) =>
      containers(object)
        .map((container) => container.name)
        .join(","),
    ),
    wideColumn("Images", "The images of the containers in the template", (object) =>
      containers(object)
        .map((container) => container.image ?? "")
        .join(","),
    ),
  ];
}

/** "a=b,c=d" in order of the keys; "<none>" when there are none. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length ? entries.map(([key, value]) => `${key}=${value}`).join(",") : "<none>";
}

/** The selector for `status.selector` of a Scale: empty when there is none. */
export function scaleSelector(selector: LabelSelector | undefined): string {
  const text = formatLabelSelector(selector);
  return text === "<none>" ? "" : text;
}
