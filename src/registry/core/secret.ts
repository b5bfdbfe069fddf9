// https://kubernetes.io/docs/concepts/configuration/secret/
import { secrets } from "#api";
import { applySecretDefaults, validateSecret, validateSecretUpdate } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const secretDefinition: ResourceDefinition = defineResource(secrets, {
  applyDefaults: applySecretDefaults,
  strategy: { validate: validateSecret, validateUpdate: validateSecretUpdate },
  columns: [
    nameColumn,
    column("Type", "What it is used for", (secret) => secret.type ?? ""),
    integerColumn(
      "Data",
      "How many keys it has",
      (secret) => Object.keys(secret.data ?? {}).length,
    ),
    ageColumn,
  ],
  selectableFields: { type: (secret) => secret.type ?? "" },
});
