// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
import { priorityLevelConfigurations } from "#api";
import {
  applyPriorityLevelConfigurationDefaults,
  type PriorityLevelConfiguration,
  type QueuingConfiguration,
  validatePriorityLevelConfiguration,
} from "#api/flowcontrol/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const priorityLevelConfigurationDefinition: ResourceDefinition = defineResource(
  priorityLevelConfigurations,
  {
    hasGeneration: true,
    applyDefaults: applyPriorityLevelConfigurationDefaults,
    newStatus: () => ({}),
    strategy: { validate: validatePriorityLevelConfiguration },
    columns: [
      nameColumn,
      column("Type", "Limited or Exempt", (level) => level.spec?.type ?? ""),
      column("NominalConcurrencyShares", "Its share of the server", (level) =>
        String(
          level.spec?.limited?.nominalConcurrencyShares ??
            level.spec?.exempt?.nominalConcurrencyShares ??
            "<none>",
        ),
      ),
      column("Queues", "How many queues", (level) => queuingText(level, "queues")),
      column("HandSize", "Queues a flow may use", (level) => queuingText(level, "handSize")),
      column("QueueLengthLimit", "Requests in a queue", (level) =>
        queuingText(level, "queueLengthLimit"),
      ),
      ageColumn,
    ],
  },
);

function queuingText(level: PriorityLevelConfiguration, field: keyof QueuingConfiguration): string {
  return String(level.spec?.limited?.limitResponse?.queuing?.[field] ?? "<none>");
}
