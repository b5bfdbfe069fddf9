export { applyAPIServiceDefaults } from "./api-service-defaults.ts";
export type * from "./types.generated.ts";
