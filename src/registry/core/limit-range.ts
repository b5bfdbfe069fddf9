// https://kubernetes.io/docs/concepts/policy/limit-range/
import { limitRanges } from "#api";
import { applyLimitRangeDefaults, validateLimitRange } from "#api/core/v1";
import type { ResourceDefinition } from "#apiserver";
import { createdAtColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const limitRangeDefinition: ResourceDefinition = defineResource(limitRanges, {
  applyDefaults: applyLimitRangeDefaults,
  strategy: { allowCreateOnUpdate: true, validate: validateLimitRange },
  columns: [nameColumn, createdAtColumn],
});
