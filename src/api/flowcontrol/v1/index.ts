export {
  applyFlowSchemaDefaults,
  applyPriorityLevelConfigurationDefaults,
} from "./flowcontrol-defaults.ts";
export {
  validateFlowSchema,
  validatePriorityLevelConfiguration,
} from "./flowcontrol-validation.ts";
export type * from "./types.generated.ts";
