export { applyCustomResourceDefinitionDefaults } from "./custom-resource-definition-defaults.ts";
export {
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionUpdate,
} from "./custom-resource-definition-validation.ts";
export type * from "./types.generated.ts";
