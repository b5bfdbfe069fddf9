// Defaults of priority and fairness objects.
// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
import type { FlowSchema, PriorityLevelConfiguration } from "./types.generated.ts";

export function applyFlowSchemaDefaults(schema: FlowSchema): void {
  schema.status ??= {};
  if (schema.spec) schema.spec.matchingPrecedence ||= 1000;
}

export function applyPriorityLevelConfigurationDefaults(level: PriorityLevelConfiguration): void {
  level.status ??= {};
  const { exempt, limited } = level.spec ?? {};
  if (exempt) {
    exempt.nominalConcurrencyShares ??= 0;
    exempt.lendablePercent ??= 0;
  }
  if (!limited) return;
  limited.nominalConcurrencyShares ??= 30;
  limited.lendablePercent ??= 0;
  const queuing = limited.limitResponse?.queuing;
  if (!queuing) return;
  queuing.handSize ||= 8;
  queuing.queues ||= 64;
  queuing.queueLengthLimit ||= 50;
}
