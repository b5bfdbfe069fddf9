export { applyPriorityClassDefaults } from "./priority-class-defaults.ts";
export { validatePriorityClass, validatePriorityClassUpdate } from "./priority-class-validation.ts";
export type * from "./types.generated.ts";
