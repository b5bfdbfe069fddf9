// A deprecated kind that is still listed; nothing is ever stored under it.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/
import { componentStatuses } from "#api";
import type { ResourceDefinition } from "#apiserver";
import { column, nameColumn } from "../columns.ts";
import { defineResource } from "../define-resource.ts";

export const componentStatusDefinition: ResourceDefinition = defineResource(componentStatuses, {
  verbs: ["get", "list"],
  columns: [
    nameColumn,
    column("Status", "Whether the component is healthy", (status) =>
      healthy(status.conditions)?.status === "True" ? "Healthy" : "Unhealthy",
    ),
    column(
      "Message",
      "What the component said",
      (status) => healthy(status.conditions)?.message ?? "",
    ),
    column("Error", "What went wrong", (status) => healthy(status.conditions)?.error ?? ""),
  ],
});

function healthy<C extends { type: string }>(conditions: readonly C[] | undefined): C | undefined {
  return conditions?.find((condition) => condition.type === "Healthy");
}
