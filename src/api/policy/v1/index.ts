export { validatePodDisruptionBudget } from "./pod-disruption-budget-validation.ts";
export type * from "./types.generated.ts";
