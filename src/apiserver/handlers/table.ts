// Objects as rows, as kubectl prints them. The columns come from the definition of the kind.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
import { formatHumanDuration, parseTime, type UnstructuredObject } from "#apimachinery";
import type { Column } from "../generic-registry/resource-definition.ts";

export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableRequest {
  /** Of meta.k8s.io. */
  version: string;
  includeObject: IncludeObject;
  now: number;
}

/** Columns of kinds that declare none. */
export const defaultColumns: readonly Column[] = [
  {
    name: "Name",
    type: "string",
    format: "name",
    description:
      "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.",
    priority: 0,
    value: (object) => object.metadata.name ?? "",
  },
  {
    name: "Age",
    type: "string",
    description: "Time since the object was created.",
    priority: 0,
    value: (object, now) => {
      const created = parseTime(object.metadata.creationTimestamp ?? "");
      return created === undefined ? "<unknown>" : formatHumanDuration(now - created);
    },
  },
];

export function columnDefinitions(columns: readonly Column[]): unknown[] {
  return columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format: format ?? "",
    description,
    priority,
  }));
}

export function makeTable(
  objects: readonly UnstructuredObject[],
  columns: readonly Column[],
  request: TableRequest & { metadata: Record<string, unknown> },
): UnstructuredObject {
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${request.version}`,
    metadata: request.metadata,
    columnDefinitions: columnDefinitions(columns),
    rows: objects.map((object) => makeRow(object, columns, request)),
  };
}

export function makeRow(
  object: UnstructuredObject,
  columns: readonly Column[],
  request: TableRequest,
): unknown {
  const cells = columns.map((column) => column.value(object, request.now));
  switch (request.includeObject) {
    case "None":
      return { cells };
    case "Object":
      return { cells, object };
    case "Metadata":
      return { cells, object: partialMetadata(object, request.version) };
  }
}

/** The object with nothing but its metadata. */
export function partialMetadata(object: UnstructuredObject, version: string): UnstructuredObject {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  };
}
