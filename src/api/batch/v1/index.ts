export { applyCronJobDefaults, applyJobDefaults } from "./batch-defaults.ts";
export {
  validateCronJob,
  validateCronJobUpdate,
  validateJob,
  validateJobUpdate,
} from "./batch-validation.ts";
export type * from "./types.generated.ts";
