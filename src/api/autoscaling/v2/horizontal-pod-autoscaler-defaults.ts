// Defaults of a HorizontalPodAutoscaler.
// https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
import type { HorizontalPodAutoscaler } from "./types.generated.ts";

export function applyHorizontalPodAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): void {
  autoscaler.spec ??= { maxReplicas: 0, scaleTargetRef: { kind: "", name: "" } };
  autoscaler.status ??= { desiredReplicas: 0 };
  const { spec } = autoscaler;
  spec.minReplicas ??= 1;
  if ((spec.metrics?.length ?? 0) === 0) {
    spec.metrics = [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
      },
    ];
  }
  if (spec.behavior === undefined) return;
  spec.behavior.scaleUp = {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [
      { type: "Pods", value: 4, periodSeconds: 15 },
      { type: "Percent", value: 100, periodSeconds: 15 },
    ],
    ...spec.behavior.scaleUp,
  };
  spec.behavior.scaleDown = {
    selectPolicy: "Max",
    policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
    ...spec.behavior.scaleDown,
  };
}
