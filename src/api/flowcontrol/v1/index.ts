export {
  applyFlowSchemaDefaults,
  applyPriorityLevelConfigurationDefaults,
} from "./flowcontrol-defaults.ts";
export type * from "./types.generated.ts";
