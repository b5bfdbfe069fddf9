export { applyPriorityClassDefaults } from "./priority-class-defaults.ts";
export type * from "./types.generated.ts";
