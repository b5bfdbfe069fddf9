// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
import { priorityClasses } from "#api";
import {
  applyPriorityClassDefaults,
  type PriorityClass,
  validatePriorityClass,
  validatePriorityClassUpdate,
} from "#api/scheduling/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const priorityClassDefinition: ResourceDefinition = defineResource(priorityClasses, {
  hasGeneration: true,
  applyDefaults: applyPriorityClassDefaults,
  strategy: { validate: validatePriorityClass, validateUpdate: validatePriorityClassUpdate },
  columns: [
    nameColumn,
    integerColumn("Value", "The priority of its pods", (c) => c.value ?? 0),
    {
      ...column<PriorityClass>(
        "Global-Default",
        "Whether pods without a class get it",
        (c) => c.globalDefault ?? false,
      ),
      type: "boolean",
    },
    ageColumn,
    column("PreemptionPolicy", "Whether its pods push others out", (c) => c.preemptionPolicy ?? ""),
  ],
});
