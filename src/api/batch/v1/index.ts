export { applyCronJobDefaults, applyJobDefaults } from "./batch-defaults.ts";
export type * from "./types.generated.ts";
