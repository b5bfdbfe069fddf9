export { applyHorizontalPodAutoscalerDefaults } from "./horizontal-pod-autoscaler-defaults.ts";
export type * from "./types.generated.ts";
