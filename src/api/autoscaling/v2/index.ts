export { applyHorizontalPodAutoscalerDefaults } from "./horizontal-pod-autoscaler-defaults.ts";
export { validateHorizontalPodAutoscaler } from "./horizontal-pod-autoscaler-validation.ts";
export type * from "./types.generated.ts";
