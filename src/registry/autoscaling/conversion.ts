// autoscaling/v1 knows only a CPU target. What v2 has beyond that travels in annotations, so that a
// client of v1 that writes back what it read loses nothing.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from "#api";
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from "#api/autoscaling/v1";
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
  MetricStatus,
} from "#api/autoscaling/v2";
import { apiVersionOf, type ObjectMeta } from "#apimachinery";
import type { Conversion } from "#apiserver";

const annotation = {
  metrics: "autoscaling.alpha.kubernetes.io/metrics",
  currentMetrics: "autoscaling.alpha.kubernetes.io/current-metrics",
  behavior: "autoscaling.alpha.kubernetes.io/behavior",
  conditions: "autoscaling.alpha.kubernetes.io/conditions",
} as const;

export const horizontalPodAutoscalerConversion: Conversion = {
  toStored: (object) => toV2(object as unknown as HorizontalPodAutoscalerV1) as never,
  fromStored: (object) => toV1(object as unknown as HorizontalPodAutoscaler) as never,
};

function toV2(v1: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const annotations = { ...v1.metadata?.annotations };
  const { targetCPUUtilizationPercentage: target, ...spec } = v1.spec ?? {
    maxReplicas: 0,
    scaleTargetRef: { kind: "", name: "" },
  };
  const others = take<MetricSpec[]>(annotations, annotation.metrics) ?? [];
  const cpu: MetricSpec[] = target === undefined ? [] : [cpuUtilization(target)];
  const metrics = [...cpu, ...others];
  const behavior = take<HorizontalPodAutoscalerSpec["behavior"]>(annotations, annotation.behavior);
  return {
    ...v1,
    apiVersion: apiVersionOf(horizontalPodAutoscalers.group, horizontalPodAutoscalers.version),
    metadata: withAnnotations(v1.metadata, annotations),
    spec: {
      ...spec,
      ...(metrics.length > 0 ? { metrics } : {}),
      ...(behavior ? { behavior } : {}),
    },
    status: statusToV2(v1, annotations),
  };
}

function statusToV2(
  v1: HorizontalPodAutoscalerV1,
  annotations: Record<string, string>,
): HorizontalPodAutoscalerStatus {
  const { currentCPUUtilizationPercentage: current, ...status } = v1.status ?? {
    currentReplicas: 0,
    desiredReplicas: 0,
  };
  const others = take<MetricStatus[]>(annotations, annotation.currentMetrics) ?? [];
  const conditions = take<NonNullable<HorizontalPodAutoscalerStatus["conditions"]>>(
    annotations,
    annotation.conditions,
  );
  const cpu: MetricStatus[] =
    current === undefined
      ? []
      : [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: current } } }];
  const currentMetrics = [...cpu, ...others];
  return {
    ...status,
    ...(currentMetrics.length > 0 ? { currentMetrics } : {}),
    ...(conditions ? { conditions } : {}),
  };
}

function toV1(v2: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const annotations = { ...v2.metadata.annotations };
  const { metrics = [], behavior, ...spec } = v2.spec;
  const { currentMetrics = [], conditions, ...status } = v2.status ?? { desiredReplicas: 0 };
  const cpu = metrics.find(isCpuUtilization);
  const currentCpu = currentMetrics.find(isCurrentCpuUtilization);
  const target = cpu?.resource?.target.averageUtilization;
  const current = currentCpu?.resource?.current.averageUtilization;
  put(
    annotations,
    annotation.metrics,
    metrics.filter((metric) => metric !== cpu),
  );
  put(
    annotations,
    annotation.currentMetrics,
    currentMetrics.filter((m) => m !== currentCpu),
  );
  put(annotations, annotation.conditions, conditions ?? []);
  if (behavior) annotations[annotation.behavior] = JSON.stringify(behavior);
  return {
    ...v2,
    apiVersion: apiVersionOf(horizontalPodAutoscalersV1.group, horizontalPodAutoscalersV1.version),
    metadata: withAnnotations(v2.metadata, annotations),
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: 0,
      ...status,
      ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
    },
  };
}

function cpuUtilization(percent: number): MetricSpec {
  const target = { type: "Utilization", averageUtilization: percent };
  return { type: "Resource", resource: { name: "cpu", target } };
}

function isCpuUtilization({ type, resource }: MetricSpec): boolean {
  return (
    type === "Resource" &&
    resource?.name === "cpu" &&
    resource.target.averageUtilization !== undefined
  );
}

function isCurrentCpuUtilization({ type, resource }: MetricStatus): boolean {
  return (
    type === "Resource" &&
    resource?.name === "cpu" &&
    resource.current.averageUtilization !== undefined
  );
}

function put(annotations: Record<string, string>, key: string, list: readonly unknown[]): void {
  if (list.length > 0) annotations[key] = JSON.stringify(list);
}

/** Reads and removes an annotation; one that a user broke counts as absent. */
function take<T>(annotations: Record<string, string>, key: string): T | undefined {
  const text = annotations[key];
  delete annotations[key];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

function withAnnotations(
  metadata: ObjectMeta | undefined,
  annotations: Record<string, string>,
): ObjectMeta {
  const { annotations: _, ...rest } = metadata ?? {};
  return Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest;
}
