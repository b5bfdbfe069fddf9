// The row that `kubectl get hpa` shows; TARGETS is "current/target" of each metric.
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from "#api/autoscaling/v2";
import { ageColumn, column, integerColumn, nameColumn } from "../columns.ts";
import type { TypedColumn } from "../define-resource.ts";

/** Metrics shown before "+ n more...". */
const shownLimit = 2;

export const horizontalPodAutoscalerColumns: readonly TypedColumn<HorizontalPodAutoscaler>[] = [
  nameColumn,
  column("Reference", "What it scales", (autoscaler) => {
    const target = autoscaler.spec?.scaleTargetRef;
    return `${target?.kind ?? ""}/${target?.name ?? ""}`;
  }),
  column("Targets", "Current and wanted values of its metrics", targetsText),
  column("MinPods", "The fewest pods", (autoscaler) =>
    String(autoscaler.spec?.minReplicas ?? "<unset>"),
  ),
  integerColumn("MaxPods", "The most pods", (autoscaler) => autoscaler.spec?.maxReplicas ?? 0),
  integerColumn("Replicas", "Pods there", (autoscaler) => autoscaler.status?.currentReplicas ?? 0),
  ageColumn,
];

function targetsText(autoscaler: HorizontalPodAutoscaler): string {
  const metrics = autoscaler.spec?.metrics ?? [];
  if (metrics.length === 0) return "<none>";
  const statuses = autoscaler.status?.currentMetrics ?? [];
  const shown = metrics.slice(0, shownLimit).map((spec, i) => metricText(spec, statuses[i]));
  const text = shown.join(", ");
  return metrics.length > shownLimit ? `${text} + ${metrics.length - shownLimit} more...` : text;
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case "External":
      return (
        average(spec.external?.target, status?.external?.current) ??
        plain(spec.external?.target, status?.external?.current)
      );
    case "Pods":
      return `${status?.pods?.current.averageValue ?? "<unknown>"}/${spec.pods?.target.averageValue ?? ""}`;
    case "Object":
      return (
        average(spec.object?.target, status?.object?.current) ??
        plain(spec.object?.target, status?.object?.current)
      );
    case "Resource": {
      const current = status?.resource?.current;
      return `${spec.resource?.name}: ${utilization(spec.resource?.target, current)}`;
    }
    case "ContainerResource": {
      const current = status?.containerResource?.current;
      return `${spec.containerResource?.name}: ${utilization(spec.containerResource?.target, current)}`;
    }
    default:
      return "<unknown type>";
  }
}

function average(target?: MetricTarget, current?: MetricValueStatus): string | undefined {
  if (target?.averageValue === undefined) return undefined;
  return `${current?.averageValue ?? "<unknown>"}/${target.averageValue} (avg)`;
}

function plain(target?: MetricTarget, current?: MetricValueStatus): string {
  return `${current?.value ?? "<unknown>"}/${target?.value ?? ""}`;
}

function utilization(target?: MetricTarget, current?: MetricValueStatus): string {
  if (target?.averageValue !== undefined) {
    return `${current?.averageValue ?? "<unknown>"}/${target.averageValue}`;
  }
  const now = current?.averageUtilization;
  const wanted = target?.averageUtilization;
  return `${now === undefined ? "<unknown>" : `${now}%`}/${wanted === undefined ? "<auto>" : `${wanted}%`}`;
}
