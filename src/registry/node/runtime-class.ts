// https://kubernetes.io/docs/concepts/containers/runtime-class/
import { runtimeClasses } from "#api";
import { validateRuntimeClass, validateRuntimeClassUpdate } from "#api/node/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const runtimeClassDefinition: ResourceDefinition = defineResource(runtimeClasses, {
  strategy: {
    allowUnconditionalUpdate: false,
    validate: validateRuntimeClass,
    validateUpdate: validateRuntimeClassUpdate,
  },
  columns: [
    nameColumn,
    column("Handler", "How the container runtime names it", (c) => c.handler ?? ""),
    ageColumn,
  ],
});
