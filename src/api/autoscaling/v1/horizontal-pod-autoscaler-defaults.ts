// Defaults of the older form of a HorizontalPodAutoscaler.
import type { HorizontalPodAutoscaler } from "./types.generated.ts";

export function applyHorizontalPodAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): void {
  autoscaler.spec ??= { maxReplicas: 0, scaleTargetRef: { kind: "", name: "" } };
  autoscaler.status ??= { currentReplicas: 0, desiredReplicas: 0 };
  autoscaler.spec.minReplicas ??= 1;
}
