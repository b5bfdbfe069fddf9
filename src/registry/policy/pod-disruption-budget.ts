// https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
import { podDisruptionBudgets } from "#api";
import { validatePodDisruptionBudget } from "#api/policy/v1";
import type { ResourceDefinition } from "#apiserver";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const podDisruptionBudgetDefinition: ResourceDefinition = defineResource(
  podDisruptionBudgets,
  {
    hasGeneration: true,
    applyDefaults(budget) {
      budget.spec ??= {};
      budget.status ??= {};
    },
    newStatus: () => ({
      currentHealthy: 0,
      desiredHealthy: 0,
      disruptionsAllowed: 0,
      expectedPods: 0,
    }),
    strategy: { validate: validatePodDisruptionBudget, allowUnconditionalUpdate: false },
    columns: [
      nameColumn,
      column("Min Available", "Pods that must stay", (budget) =>
        String(budget.spec?.minAvailable ?? "N/A"),
      ),
      column("Max Unavailable", "Pods that may be gone", (budget) =>
        String(budget.spec?.maxUnavailable ?? "N/A"),
      ),
      integerColumn(
        "Allowed Disruptions",
        "Pods that may go now",
        (budget) => budget.status?.disruptionsAllowed ?? 0,
      ),
      ageColumn,
    ],
  },
);
