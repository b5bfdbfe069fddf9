export { applyCustomResourceDefinitionDefaults } from "./custom-resource-definition-defaults.ts";
export type * from "./types.generated.ts";
