// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
import { flowSchemas } from "#api";
import { applyFlowSchemaDefaults, validateFlowSchema } from "#api/flowcontrol/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const flowSchemaDefinition: ResourceDefinition = defineResource(flowSchemas, {
  hasGeneration: true,
  applyDefaults: applyFlowSchemaDefaults,
  newStatus: () => ({}),
  strategy: { validate: validateFlowSchema },
  columns: [
    nameColumn,
    column(
      "PriorityLevel",
      "Where it sends requests",
      (schema) => schema.spec?.priorityLevelConfiguration?.name ?? "",
    ),
    integerColumn(
      "MatchingPrecedence",
      "The lower, the earlier",
      (schema) => schema.spec?.matchingPrecedence ?? 0,
    ),
    column(
      "DistinguisherMethod",
      "How flows are told apart",
      (schema) => schema.spec?.distinguisherMethod?.type ?? "<none>",
    ),
    ageColumn,
    column("MissingPL", "Whether the level is not there", (schema) => {
      const dangling = schema.status?.conditions?.find(({ type }) => type === "Dangling");
      return dangling?.status ?? "?";
    }),
  ],
});
