// https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
import { volumeAttributesClasses } from "#api";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const volumeAttributesClassDefinition: ResourceDefinition = defineResource(
  volumeAttributesClasses,
  {
    columns: [
      nameColumn,
      column("DriverName", "The driver it is for", (c) => c.driverName ?? ""),
      ageColumn,
    ],
  },
);
