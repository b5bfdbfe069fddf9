// https://kubernetes.io/docs/concepts/configuration/configmap/
import { configMaps } from "#api";
import { validateConfigMap, validateConfigMapUpdate } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const configMapDefinition: ResourceDefinition = defineResource(configMaps, {
  strategy: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
  columns: [
    nameColumn,
    integerColumn(
      "Data",
      "How many keys data and binaryData have",
      (map) => Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ),
    ageColumn,
  ],
});
